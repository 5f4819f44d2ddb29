/** Who reads what one writes, in one sentence, before one writes it. */
import { readersOf, type Anchor, type Person, type PersonId, type ReviewView } from '@tandem/rules'
import { listed } from '#lib/review/words.ts'

export function readerWords(view: ReviewView, me: PersonId, anchor: Anchor): string {
  const { now, afterReveal } = readersOf(view, anchor)
  const others = (people: readonly Person[]): readonly Person[] => people.filter(({ id }) => id !== me)
  const [readNow, readLater] = [others(now), others(afterReveal)]
  const later = readLater.filter((person) => !readNow.includes(person))
  if (later.length === 0) return readNow.length === 0 ? 'Nobody else reads this.' : `${whole(readNow)} read this.`
  const first =
    readNow.length === 0
      ? 'Nobody else reads this before the reveal'
      : `Only ${named(readNow)} ${verb(readNow)} this before the reveal`
  return `${first}; ${named(later)} ${verb(later)} it afterwards.`
}

const verb = (people: readonly Person[]): string => (people.length === 1 ? 'reads' : 'read')

/** Many are not listed. */
function named(people: readonly Person[]): string {
  return people.length > 4 ? `${people.length} others` : listed(people.map(({ name }) => name))
}

function whole(people: readonly Person[]): string {
  if (people.length > 4) return `You and ${people.length} others`
  return listed(['You', ...people.map(({ name }) => name)])
}
