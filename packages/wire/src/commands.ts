/** `POST /api/reviews/:review/commands`: ask for a command. Idempotent by the command's id. */
import { z } from 'zod'
import type { Command } from '@tandem/rules'

const isWellFormed = (text: string): boolean => text.isWellFormed()
const id = z.string().min(1).max(64).refine(isWellFormed, 'holds half a character')
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const reason = z.string().trim().max(2_000).refine(isWellFormed, 'holds half a character')

const schemas = [
  z.strictObject({ type: z.literal('assign'), study: id, reviewers: z.array(id).max(20), reason: reason.nullable() }),
  z.strictObject({ type: z.literal('submit'), assessment: id, contentHash: hash }),
  z.strictObject({ type: z.literal('withdraw'), assessment: id }),
  z.strictObject({ type: z.literal('sign'), assessment: id, contentHash: hash }),
  z.strictObject({ type: z.literal('adjudicate'), assessment: id, contentHash: hash, rationale: reason }),
  z.strictObject({ type: z.literal('reopen'), assessment: id, reason }),
  z.strictObject({ type: z.literal('rate-again'), assessment: id, reason }),
  z.strictObject({ type: z.literal('lock'), reason }),
  z.strictObject({
    type: z.literal('change-roles'),
    person: id,
    roles: z.array(z.enum(['lead', 'reviewer', 'adjudicator', 'supervisor', 'guest'])).max(5),
    reason,
  }),
  z.strictObject({
    type: z.literal('snapshot'),
    label: z.string().trim().max(120).refine(isWellFormed, 'holds half a character'),
    reason,
  }),
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
