/**
 * Ids of options, units, rows and items. They become parts of document keys such as `arm/a.1/label`, so they hold no
 * slash and no colon, and none is a name that plain objects inherit.
 */
const ID = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/
/** Ids are made from labels; a longer one says nothing more. */
export const MAX_ID = 60

export const isId = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_ID && ID.test(value) && !(value in {})

/** "usual-care" for "Usual care", and "usual-care-2" where that is taken. */
export function idFor(label: string, taken: ReadonlySet<string>): string {
  const plain = label
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_ID - ROOM_FOR_COUNT)
    .replace(/^-+|-+$/g, '')
  const id = isId(plain) ? plain : 'x'
  if (!taken.has(id)) return id
  for (let count = 2; ; count += 1) if (!taken.has(`${id}-${count}`)) return `${id}-${count}`
}

const ROOM_FOR_COUNT = 6
