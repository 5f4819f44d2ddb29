/**
 * The gate: every update of every connection, before anything is applied. Whole update or nothing.
 *
 *   size  ->  dry run (decodes, resolves each place, finds gaps and foreign structures)  ->  ledger (whose client ids)
 *   ->  rights (a reader may only repeat what is known)  ->  rules (each touched place)
 */
import { dryRun, type DryRun, type DryRunFault } from '@tandem/documents'
import {
  fieldKey,
  judgeEdit,
  parseFieldKey,
  type DocumentKind,
  type Edit,
  type Form,
  type PersonId,
} from '@tandem/rules'
import type * as Y from 'yjs'
import type { Ledger } from './ledger.ts'

export type GateLimits = {
  /** Bytes of one update. */
  readonly update: number
  /** Bytes of a document's encoded state. */
  readonly document: number
  /** Structs and delete ranges of an ordinary update, and of the step 2 that brings offline work. */
  readonly parts: number
  readonly partsAfterOffline: number
  /** Client ids in one update, and of one person in one document. */
  readonly clients: number
  readonly clientsPerPerson: number
}

export type GatedDocument = {
  readonly doc: Y.Doc
  readonly kind: DocumentKind
  readonly form: Form
  readonly ledger: Ledger
  /** Bytes of the encoded state, at most: the last measure and all that came since. */
  readonly size: number
  /** Measures anew. Costs an encoding, so only asked where the limit seems to be met. */
  readonly measure: () => number
}

export type Incoming = {
  readonly update: Uint8Array
  readonly person: PersonId
  readonly mayWrite: boolean
  readonly isStep2: boolean
}

export type GateRule =
  | DryRunFault
  | 'update-too-large'
  | 'document-too-large'
  | 'client-id-taken'
  | 'owner-brings-it'
  | (string & {})

export type Verdict =
  | { readonly ok: true; readonly run: DryRun }
  | { readonly ok: false; readonly rule: GateRule; readonly path: string; readonly isMalformed: boolean }

export function judge(document: GatedDocument, incoming: Incoming, limits: GateLimits): Verdict {
  const { update, isStep2 } = incoming
  if (update.byteLength > limits.update && !isStep2) return refuse('update-too-large')
  const dry = dryRun(document.doc, update, {
    parts: isStep2 ? limits.partsAfterOffline : limits.parts,
    clients: limits.clients,
  })
  if (!dry.ok) return refuse(dry.fault, dry.path, dry.fault === 'malformed')
  if (dry.run.isKnown) return { ok: true, run: dry.run }
  const foreign = dry.run.writers.filter((client) => !document.ledger.mayBring(client, incoming.person))
  if (foreign.length > 0) return refuse(ruleAgainst(foreign, document.ledger, incoming.person))
  if (!incoming.mayWrite) return refuse('document-is-writable', firstPath(dry.run))
  if (hasTooManyClients(document, dry.run, incoming.person, limits)) return refuse('too-many-clients')
  const bytes = dry.run.update.byteLength
  if (document.size + bytes > limits.document && document.measure() + bytes > limits.document) {
    return refuse('document-too-large')
  }
  return judgeEdits(document, dry.run)
}

/** After a restore it may be a matter of a moment: whoever wrote it is there, and about to bring it. */
function ruleAgainst(foreign: readonly number[], ledger: Ledger, person: PersonId): GateRule {
  return foreign.every((client) => ledger.isForOwner(client, person)) ? 'owner-brings-it' : 'client-id-taken'
}

function hasTooManyClients({ ledger }: GatedDocument, run: DryRun, person: PersonId, limits: GateLimits): boolean {
  const fresh = run.writers.filter((client) => ledger.ownerOf(client) === null).length
  return fresh > 0 && ledger.countOf(person) + fresh > limits.clientsPerPerson
}

function judgeEdits({ form, kind, ledger }: GatedDocument, run: DryRun): Verdict {
  for (const edit of editsOf(run, ledger)) {
    const denial = judgeEdit({ form, kind, edit })
    if (denial !== null) return refuse(denial.rule, edit.target === 'field' ? edit.key : edit.name)
  }
  return { ok: true, run }
}

function editsOf(run: DryRun, ledger: Ledger): readonly Edit[] {
  return [
    ...run.sets.map((set): Edit => ({ target: 'field', key: judgedKey(set, ledger), value: set.value })),
    ...run.cleared.map((key): Edit => ({ target: 'field', key, value: undefined })),
    ...run.texts.map(({ name, length }): Edit => ({ target: 'text', name: name.replace(/^text:/, ''), length })),
  ]
}

/** A candidate that the server wrote itself, brought back after a restore: its value is judged as its field's. */
function judgedKey({ key, id }: DryRun['sets'][number], ledger: Ledger): string {
  const path = parseFieldKey(key)
  return path?.part === 'candidate' && ledger.ownerOf(id.client) === 'system' ? fieldKey(path.item, path.of) : key
}

const firstPath = (run: DryRun): string => run.sets[0]?.key ?? run.cleared[0] ?? run.texts[0]?.name ?? ''

const refuse = (rule: GateRule, path = '', isMalformed = false): Verdict => ({
  ok: false,
  rule,
  path: path.slice(0, 200),
  isMalformed,
})
