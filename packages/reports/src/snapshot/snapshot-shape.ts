/** The shape of a snapshot file. `derived` is compared with what is recomputed, so its shape needs no words here. */
import { MODES, SWITCHES, TONES } from '@tandem/rules'
import { conditionShape } from './condition-shape.ts'
import { formShape } from './form-shape.ts'
import { FORMAT, FORMAT_VERSIONS } from './format.ts'
import {
  anything,
  count,
  firstFitting,
  flag,
  list,
  matching,
  nullable,
  number,
  object,
  oneOf,
  record,
  text,
  type Shape,
} from './shape.ts'

const hash = matching(/^[0-9a-f]{64}$/, 'SHA-256 in lower-case hexadecimal')
const code = matching(/^R[1-9]\d*$/, 'code of a person such as R1')
const instant = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'UTC time with milliseconds')
const itemId = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/

const instrument = object({
  id: text,
  version: count,
  title: text,
  shortTitle: text,
  target: oneOf('study'),
  cites: list(text),
  domains: list(
    object({
      id: text,
      title: text,
      shortTitle: text,
      items: list(
        object(
          {
            id: text,
            number: text,
            text,
            help: text,
            options: list(
              object({
                id: text,
                label: text,
                shortLabel: text,
                key: text,
                points: number,
                tone: oneOf(...TONES),
                counts: flag,
              }),
            ),
            required: flag,
          },
          { when: conditionShape, retired: oneOf(true) },
        ),
      ),
    }),
  ),
  bands: list(object({ id: text, label: text, from: number, to: number })),
})

const items = record(
  itemId,
  object({
    answer: nullable(text),
    note: text,
    sources: list(
      object({
        pdf: nullable(hash),
        page: nullable(text),
        quote: text,
        rectangles: list(object({ page: number, x: number, y: number, width: number, height: number })),
      }),
    ),
  }),
)

const round = {
  form: hash,
  round: count,
  isCurrent: flag,
  state: oneOf('unassigned', 'pending', 'partial', 'compare', 'agreed', 'conflict', 'resolved', 'locked'),
  slots: list(object({ reviewer: code, submitted: flag })),
  settlement: nullable(
    object({
      how: oneOf('agreed', 'consensus', 'adjudication', 'joint', 'verified'),
      adjudication: nullable(object({ adjudicator: code, rationale: text })),
    }),
  ),
}

const attempt = { attempt: count, reopenedBecause: nullable(text) }
const team = { mode: oneOf('joint', 'verified'), verifiers: list(code) }

const assessment = object(
  {
    ...round,
    ratings: nullable(list(object({ reviewer: code, items }))),
    consensus: nullable(object({ ...attempt, items })),
  },
  { together: object({ ...team, ...attempt, items: nullable(items) }) },
)

/** What may stand under which key is judged by the form. */
const content = object({
  fields: record(/./, anything),
  texts: record(/./, matching(/[^]/, 'text that is not empty')),
})

const extraction = object(
  {
    ...round,
    drafts: nullable(list(object({ reviewer: code, content }))),
    differing: nullable(list(text)),
    consensus: nullable(object({ ...attempt, content })),
  },
  {
    consensusForm: hash,
    structure: nullable(record(/./, anything)),
    together: object({ ...team, ...attempt, content: nullable(content) }),
  },
)

const progress = { studies: count, assigned: count, revealed: count, settled: count }

const amendment = (progressed: Shape): Shape =>
  object({
    version: count,
    by: code,
    reason: text,
    changes: list(object({ field: text, old: text, new: text })),
    progress: progressed,
  })

const planned = {
  question: object({ population: text, intervention: text, comparator: text, outcomes: text }),
  switchedOff: list(oneOf(...SWITCHES.map(({ id }) => id))),
  version: count,
}

/** By version: since version 3 the stages are in a list. */
const protocol = firstFitting((value) =>
  'stages' in value
    ? object(
        {
          ...planned,
          stages: list(object({ form: hash, mode: oneOf(...MODES), reviewers: count })),
          amendments: list(amendment(list(object({ form: text, ...progress })))),
        },
        { assignedBeforeFreeze: flag },
      )
    : object({ ...planned, mode: oneOf(...MODES), amendments: list(amendment(object(progress))) }),
)

const study = object(
  {
    key: matching(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'key of a study such as burke-1994'),
    label: text,
    design: text,
    citation: object({
      authors: list(text),
      truncatedAuthors: flag,
      title: text,
      journal: text,
      year: number,
      volume: text,
      issue: text,
      pages: text,
      doi: nullable(text),
      pmid: nullable(text),
    }),
    assessments: list(assessment),
  },
  { extractions: list(extraction) },
)

export const snapshotShape: Shape = object({
  format: oneOf(FORMAT),
  formatVersion: oneOf(...FORMAT_VERSIONS),
  contentId: text,
  contentHash: hash,
  made: object({ at: instant, by: code, label: text, reason: text, number: count, invented: nullable(text) }),
  people: list(
    object({ code, name: text, roles: list(oneOf('lead', 'reviewer', 'adjudicator', 'supervisor', 'guest')) }),
  ),
  state: object(
    {
      review: object(
        { title: text, shortTitle: text, reference: text, registration: nullable(text), invented: nullable(text) },
        { reviewersPerStudy: count, form: hash },
      ),
      instruments: record(/^[0-9a-f]{64}$/, instrument),
      studies: list(study),
    },
    { protocol, forms: record(/^[0-9a-f]{64}$/, formShape) },
  ),
  derived: object(
    { studies: list(anything), agreement: list(anything) },
    { extractionAgreement: list(anything), deviations: list(anything) },
  ),
  parts: list(object({ path: text, sha256: hash })),
  fileHash: hash,
})
