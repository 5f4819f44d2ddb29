/** What a stage is for, in the words of its screens. */
import type { FormKind } from '@tandem/rules'
import type { OpenStage } from './open-review.svelte.ts'

type Words = {
  readonly name: string
  /** "Rate Burke 1994" */
  readonly act: string
  /** What there are so many of: "27 items". */
  readonly parts: string
  readonly part: string
  /** "to rate" */
  readonly toDo: string
  /** What a stage makes: "bias ratings". */
  readonly work: string
  /** What is invented of it in a demo. */
  readonly invented: string
}

const WORDS: Readonly<Record<FormKind | 'rating', Words>> = {
  rating: {
    name: 'Bias',
    act: 'Rate',
    part: 'item',
    parts: 'items',
    toDo: 'to rate',
    work: 'bias ratings',
    invented: 'Invented ratings',
  },
  structure: {
    name: 'Structure',
    act: 'Agree on the structure of',
    part: 'part',
    parts: 'parts',
    toDo: 'to agree on',
    work: 'structures',
    invented: 'Invented answers',
  },
  extraction: {
    name: 'Extraction',
    act: 'Extract',
    part: 'field',
    parts: 'fields',
    toDo: 'to extract',
    work: 'extractions',
    invented: 'Invented answers',
  },
}

export const stageWords = ({ form }: Pick<OpenStage, 'form'>): Words => WORDS[form.kind ?? 'rating']

/** "Bias", "Bias, Downs & Black", "Structure", "Extraction": no other stage's. */
export function stageTitle(stage: OpenStage, stages: readonly OpenStage[]): string {
  const { name } = stageWords(stage)
  return stages.filter(({ form }) => form.kind === stage.form.kind).length > 1 ? `${name}, ${stage.name}` : name
}
