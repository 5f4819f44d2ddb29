/** `POST /api/reviews/:review/commands`: ask for a command. Idempotent by the command's id. */
import { z } from 'zod'
import {
  MAX_COMMENT,
  MAX_MENTIONS,
  MAX_REVIEWERS,
  MODES,
  MOST_AT_ONCE,
  ITEM_PARTS,
  ROLES,
  type Command,
  type Role,
} from '@tandem/rules'

const isWellFormed = (text: string): boolean => text.isWellFormed()
const id = z.string().min(1).max(64).refine(isWellFormed, 'holds half a character')
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const reason = z.string().trim().max(2_000).refine(isWellFormed, 'holds half a character')

const text = (longest: number) => z.string().trim().max(longest).refine(isWellFormed, 'holds half a character')
const roles = z.array(z.enum(ROLES)).max(ROLES.length)
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'is not a day like 2026-12-24')

const citation = z.strictObject({
  authors: z.array(text(200)).max(1_000),
  truncatedAuthors: z.boolean(),
  title: text(2_000),
  journal: text(500),
  year: z.int().min(0).max(2_200),
  volume: text(50),
  issue: text(50),
  pages: text(50),
  doi: text(300).nullable(),
  pmid: text(20).nullable(),
})
const newStudy = z.strictObject({ label: text(120), design: text(200), citation })

const stage = z.strictObject({
  instrument: id,
  mode: z.enum(MODES),
  reviewers: z.int().min(1).max(MAX_REVIEWERS),
})

/** What a new review begins with, and what an amendment changes. */
export const PlanSchema = z.strictObject({
  title: text(1_000),
  shortTitle: text(120),
  reference: text(300),
  registration: text(200).nullable(),
  question: z.strictObject({
    population: text(4_000),
    intervention: text(4_000),
    comparator: text(4_000),
    outcomes: text(4_000),
  }),
  stages: z.array(stage).min(1).max(20),
  switchedOff: z.array(z.enum(['protocol-is-frozen', 'two-independent-raters', 'two-independent-extractors'])).max(3),
})

const part = z.enum(ITEM_PARTS)
const anchor = z.strictObject({ study: id, form: id.nullable(), item: id.nullable(), part: part.nullable() })
const said = { text: text(MAX_COMMENT), mentions: z.array(id).max(MAX_MENTIONS) }

const assignment = z.strictObject({ study: id, reviewers: z.array(id).max(20) })

const schemas = [
  z.strictObject({ type: z.literal('plan'), plan: PlanSchema, reason: reason.nullable() }),
  z.strictObject({ type: z.literal('freeze-protocol') }),
  z.strictObject({ type: z.literal('begin-form'), title: text(200), from: id.nullable() }),
  z.strictObject({ type: z.literal('adapt-form'), form: id }),
  z.strictObject({ type: z.literal('publish-form'), form: id, contentHash: hash, reason }),
  z.strictObject({ type: z.literal('discard-form'), form: id }),
  z.strictObject({ type: z.literal('revoke-invitation'), invitation: id }),
  z.strictObject({ type: z.literal('change-roles'), person: id, roles, reason }),
  z.strictObject({ type: z.literal('hand-over'), person: id, reason }),
  z.strictObject({ type: z.literal('leave'), reason }),
  z.strictObject({ type: z.literal('remove-member'), person: id, reason }),
  z.strictObject({ type: z.literal('declare-conflict'), person: id, study: id, reason }),
  z.strictObject({ type: z.literal('clear-conflict'), person: id, study: id, reason }),
  z.strictObject({ type: z.literal('add-studies'), studies: z.array(newStudy).max(MOST_AT_ONCE['add-studies']) }),
  z.strictObject({ type: z.literal('correct-study'), study: id, corrected: newStudy }),
  z.strictObject({ type: z.literal('remove-study'), study: id, reason }),
  z.strictObject({
    type: z.literal('set-due'),
    studies: z.array(id).max(MOST_AT_ONCE['set-due']),
    due: day.nullable(),
  }),
  z.strictObject({
    type: z.literal('assign'),
    study: id,
    form: id,
    reviewers: z.array(id).max(20),
    reason: reason.nullable(),
  }),
  z.strictObject({
    type: z.literal('allocate'),
    form: id,
    assignments: z.array(assignment).max(MOST_AT_ONCE.allocate),
    how: z.strictObject({
      seed: text(120),
      shares: z.array(z.strictObject({ person: id, share: z.number().min(0).max(1_000) })).max(100),
      experts: z.array(id).max(100),
    }),
  }),
  z.strictObject({ type: z.literal('submit'), assessment: id, contentHash: hash }),
  z.strictObject({
    type: z.literal('confirm'),
    assessment: id,
    items: z.array(z.strictObject({ item: id, valueHash: hash.nullable() })).max(500),
  }),
  z.strictObject({ type: z.literal('withdraw'), assessment: id }),
  z.strictObject({ type: z.literal('sign'), assessment: id, contentHash: hash }),
  z.strictObject({ type: z.literal('adjudicate'), assessment: id, contentHash: hash, rationale: reason }),
  z.strictObject({ type: z.literal('reopen'), assessment: id, reason }),
  z.strictObject({ type: z.literal('rate-again'), assessment: id, reason }),
  z.strictObject({ type: z.literal('open-thread'), anchor, ...said }),
  z.strictObject({ type: z.literal('reply'), thread: id, ...said }),
  z.strictObject({ type: z.literal('resolve-thread'), thread: id }),
  z.strictObject({ type: z.literal('reopen-thread'), thread: id }),
  z.strictObject({ type: z.literal('revise-comment'), comment: id, ...said, text: said.text.nullable() }),
  z.strictObject({ type: z.literal('nudge'), person: id, studies: z.array(id).max(MOST_AT_ONCE.nudge) }),
  z.strictObject({ type: z.literal('lock'), form: id, reason }),
  z.strictObject({ type: z.literal('snapshot'), label: text(120), reason }),
] as const

export const CommandSchema = z.discriminatedUnion('type', schemas)

/** Ids are branded in `rules`; on the wire they are strings. This strips the brands so that the two can be compared. */
type Unbranded<T> = T extends string
  ? Record<never, never> extends Record<T, 1>
    ? string // a string or a branded one: its record demands no member
    : T // a literal
  : T extends readonly (infer Element)[]
    ? readonly Unbranded<Element>[]
    : T extends object
      ? { readonly [Key in keyof T]: Unbranded<T[Key]> }
      : T
type IsEqual<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type WireCommand = z.infer<typeof CommandSchema>

/** Compile-time proof that the wire carries exactly the commands that `rules` decides. */
export const commandsMatchRules: IsEqual<Unbranded<WireCommand>, Unbranded<Command>> = true

/**
 * What gives or takes rights of others in the review, and what nobody can take back: a name put to a content, a content that is
 * kept as it is. It is asked of somebody who has shown within the last ten minutes that it is them, as `confirmed` says of
 * routes. A token cannot, so it never may.
 *
 * Left out on purpose: `reopen` and `rate-again` freeze nothing and put no name to anything, they give work back, and what was
 * signed stays in the log; `leave` takes one's own rights only, and a lead can invite again; `plan` can be amended once more.
 */
const TO_CONFIRM: readonly Command['type'][] = [
  'change-roles',
  'hand-over',
  'remove-member',
  'sign',
  'adjudicate',
  'freeze-protocol',
  'lock',
  'snapshot',
]

export const isToConfirm = ({ type }: Command): boolean => TO_CONFIRM.includes(type)

/** Whoever has one of these decides about others or sees what is blind: giving them is as much as `change-roles`. */
const ROLES_TO_CONFIRM: readonly Role[] = ['lead', 'supervisor', 'adjudicator']

/** Whether an invitation gives a role that is given in a confirmed session only. */
export const areToConfirm = (given: readonly Role[]): boolean => given.some((role) => ROLES_TO_CONFIRM.includes(role))

export const CommandRequestSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-zA-Z_-]{16,64}$/),
  command: CommandSchema,
})
export type CommandRequest = { readonly id: string; readonly command: Command }

/** 200: the command was carried out (now or when it was first asked). */
export type CommandAccepted = { readonly ok: true }
/** 409: a rule refused. `sentence` is the rulebook's. */
export type CommandRefused = {
  readonly ok: false
  readonly denial: {
    readonly rule: string
    readonly details: Readonly<Record<string, string | number | readonly string[]>>
  }
  readonly sentence: string
}
export type CommandAnswer = CommandAccepted | CommandRefused
