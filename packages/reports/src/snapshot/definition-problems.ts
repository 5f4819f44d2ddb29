/** Definitions are filed under their hashes, and nothing is wrong with them. */
import type { Hash } from '@tandem/rules'
import { hashOfJson } from './hash.ts'
import type { Problem } from './problem.ts'
import { pointer } from './shape.ts'

/** @param faultsOf what is wrong with a definition, in sentences. */
export function definitionProblems<Definition>(
  where: string,
  definitions: Readonly<Record<Hash, Definition>>,
  faultsOf: (definition: Definition) => readonly string[],
): readonly Problem[] {
  return Object.entries<Definition>(definitions).flatMap(([hash, definition]) => {
    const at = pointer(where, hash)
    const faults = faultsOf(definition).map((sentence) => ({ where: at, sentence }))
    if (hashOfJson(definition) === hash) return faults
    return [...faults, { where: at, sentence: 'The definition does not have the hash that it is filed under.' }]
  })
}

export const unknownForm = (where: string, who: string): Problem => ({
  where,
  sentence: `${who} uses a definition that the file does not hold.`,
})
