import type { Json, Source } from '@tandem/rules'

/** "p. 4 “of 120 people”; p. 6": for people who have to copy it. */
export function sourcesInWords(value: Json): string {
  if (!Array.isArray(value)) return 'no source'
  return (value as unknown as readonly Source[])
    .map((source) =>
      [source.page ? `p. ${source.page}` : '', source.quote ? `“${source.quote}”` : ''].filter(Boolean).join(' '),
    )
    .join('; ')
}
