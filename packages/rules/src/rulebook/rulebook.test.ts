import { describe, expect, it } from 'vitest'
import { COMMAND_EXAMPLES, EDIT_EXAMPLES } from '../testing/rule-examples.ts'
import { COMMAND_RULES, EDIT_RULES, RULEBOOK, sentenceOf } from './index.ts'
import { judgeEdit } from './judge-edit.ts'

describe('every rule of a command', () => {
  for (const [id, { allowed, refused }] of Object.entries(COMMAND_EXAMPLES)) {
    it(`${id}: refuses its refused example`, () => {
      const { scene, actor, command } = refused()
      const decision = scene.ask(actor, command)
      expect(decision.ok ? 'accepted' : decision.reason.rule).toBe(id)
    })

    it(`${id}: is not in the way of its allowed example`, () => {
      const { scene, actor, command } = allowed()
      const decision = scene.ask(actor, command)
      expect(decision.ok ? 'accepted' : decision.reason.rule).toBe('accepted')
    })
  }

  it('has its examples, and no example is of a rule that is not asked', () => {
    const asked = new Set(Object.values(COMMAND_RULES).flatMap((rules) => rules.map((rule) => rule.id)))
    expect(Object.keys(COMMAND_EXAMPLES).sort()).toEqual([...asked].sort())
    expect(Object.keys(EDIT_EXAMPLES).sort()).toEqual(EDIT_RULES.map((rule) => rule.id as string).sort())
  })
})

it('each command asks exactly its rules: who, when, what', () => {
  const asked = Object.entries(COMMAND_RULES).map(([command, rules]) => [
    command,
    rules.map((rule) => rule.id).join(' '),
  ])
  expect(Object.fromEntries(asked)).toEqual({
    plan: 'member-only lead-only plan-is-whole instrument-is-known two-independent-raters two-independent-extractors structure-comes-first instrument-stays plan-changes text-is-plain reason-is-given',
    'freeze-protocol': 'member-only lead-only protocol-is-planned',
    'begin-form': 'member-only builders-only form-is-named text-is-plain copied-form-exists room-for-forms',
    'adapt-form': 'member-only builders-only adaptable-form room-for-forms',
    'publish-form':
      'member-only lead-only form-exists content-moved no-open-candidates form-is-sound form-changed room-for-forms structure-comes-first text-is-plain reason-is-given',
    'discard-form': 'member-only builders-only form-exists form-is-unused',
    invite: 'member-only lead-only role-is-given',
    join: 'invitation-holds not-yet-member',
    'revoke-invitation': 'member-only lead-only invitation-is-open',
    'change-roles': 'member-only lead-only person-is-member role-is-given keeps-a-lead reason-is-given',
    'hand-over': 'member-only lead-only person-is-member another-person reason-is-given',
    leave: 'member-only keeps-a-lead',
    'remove-member': 'member-only lead-only person-is-member keeps-a-lead reason-is-given',
    'declare-conflict': 'member-only oneself-or-lead person-is-member study-exists conflict-is-new reason-is-given',
    'clear-conflict': 'member-only lead-only person-is-member study-exists conflict-is-declared reason-is-given',
    'add-studies': 'member-only lead-only studies-are-named text-is-plain review-has-room studies-are-new',
    'correct-study': 'member-only lead-only study-exists studies-are-named text-is-plain studies-are-new',
    'remove-study': 'member-only lead-only study-exists study-is-unassigned reason-is-given',
    'set-due': 'member-only lead-only study-exists due-is-a-day',
    allocate: 'member-only lead-only stage-exists something-to-allocate',
    assign:
      'member-only lead-only study-exists stage-exists protocol-is-frozen assign-before-reveal enough-reviewers reviewers-differ somebody-still-rates reviewer-role no-conflict-of-interest stays-blind reason-is-given',
    submit:
      'member-only assessment-exists current-round-only own-slot-only draft-is-open places-are-filled content-moved structure-is-agreed extent-is-bounded draft-is-complete no-open-candidates all-confirmed',
    confirm:
      'member-only assessment-exists current-round-only verifier-only no-conflict-of-interest joint-is-open confirmed-as-seen',
    withdraw: 'member-only assessment-exists current-round-only own-slot-only withdraw-before-reveal',
    sign: 'member-only assessment-exists current-round-only signer-is-one-of-the-n no-conflict-of-interest consensus-is-open content-moved structure-is-agreed consensus-is-complete no-open-candidates',
    adjudicate:
      'member-only assessment-exists current-round-only adjudicator-is-a-third-person no-conflict-of-interest consensus-is-open content-moved structure-is-agreed consensus-is-complete no-open-candidates reason-is-given',
    reopen: 'member-only lead-only assessment-exists current-round-only consensus-is-settled reason-is-given',
    'rate-again':
      'member-only lead-only assessment-exists current-round-only revealed-before-rate-again reason-is-given',
    'open-thread':
      'member-only guests-read place-exists something-is-said text-is-plain mentioned-may-read room-for-words',
    reply: 'member-only guests-read thread-exists something-is-said text-is-plain mentioned-may-read room-for-words',
    'resolve-thread': 'member-only guests-read thread-exists thread-is-open room-for-words',
    'reopen-thread': 'member-only guests-read thread-exists thread-is-resolved room-for-words',
    'revise-comment':
      'member-only guests-read comment-exists own-comment-only something-is-said text-is-plain mentioned-may-read room-for-words',
    nudge:
      'member-only lead-or-supervisor person-is-member another-person study-exists waits-for-them nudged-once-a-day',
    lock: 'member-only lead-only stage-exists stage-is-settled something-to-lock reason-is-given',
    snapshot: 'member-only lead-only label-is-given text-is-plain',
  })
  expect(EDIT_RULES.map((rule) => rule.id).join(' ')).toBe(
    'value-is-json field-exists candidate-is-only-deleted value-fits-field value-is-small',
  )
})

describe('every rule of an edit', () => {
  for (const [id, { allowed, refused }] of Object.entries(EDIT_EXAMPLES)) {
    it(`${id}: refuses its refused example`, () => {
      expect(judgeEdit(refused())?.rule).toBe(id)
    })

    it(`${id}: lets its allowed example pass`, () => {
      expect(judgeEdit(allowed())).toBeNull()
    })
  }
})

describe('the rulebook', () => {
  it('says each rule in one sentence with its source', () => {
    const rules = [...Object.values(COMMAND_RULES).flat(), ...EDIT_RULES]
    for (const { sentence, source } of rules) {
      expect(sentence).toMatch(/^[A-Z].*\.$/)
      expect(source).toMatch(/^[A-Z].+\.$/)
    }
    expect(RULEBOOK.size).toBeGreaterThan(25)
  })

  it('has words even for a rule it does not know', () => {
    expect(sentenceOf('rule-of-a-newer-server')).toBe('The rules of this review do not allow that.')
  })
})
