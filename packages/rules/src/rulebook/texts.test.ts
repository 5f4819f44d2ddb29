import { expect, it } from 'vitest'
import type { Decidable } from '../commands.ts'
import { askedFrom, planOf } from '../protocol.ts'
import { Scene, alice, dana, firstStudy } from '../testing/index.ts'

const about = { study: firstStudy, form: null, item: null, part: null }
const citation = { ...new Scene().view.studies[0]!.citation, title: 'Work after injury' }
const study = { label: 'Three 2003', design: 'cohort', citation }

function deniedFor(scene: Scene, command: Decidable, actor = dana) {
  const decision = scene.ask(actor, command)
  return decision.ok ? null : decision.reason
}

it.each([
  ['a character that turns the direction of writing around', '\u202E', 'U+202E'],
  ['one that isolates a direction', '\u2066', 'U+2066'],
  ['a bell', '\u0007', 'U+0007'],
  ['an escape', '\u001B', 'U+001B'],
  ['a control character of the second block', '\u0085', 'U+0085'],
])('%s is refused wherever others read it, and named', (_, character, name) => {
  const denial = { rule: 'text-is-plain', details: { characters: [name] } }
  const text = `so${character}so`
  const scene = new Scene()
  const said = { text, mentions: [] }
  expect(deniedFor(scene, { type: 'open-thread', anchor: about, ...said }, alice)).toEqual(denial)
  for (const studies of [
    [{ ...study, label: text }],
    [{ ...study, design: text }],
    [{ ...study, citation: { ...citation, title: text } }],
    [study, { ...study, citation: { ...citation, authors: ['Burke', text] } }],
  ])
    expect(deniedFor(scene, { type: 'add-studies', studies })).toEqual(denial)
  const corrected = { ...study, label: text }
  expect(deniedFor(scene, { type: 'correct-study', study: firstStudy, corrected })).toEqual(denial)
  const plan = askedFrom(planOf(scene.view.review))
  expect(deniedFor(scene, { type: 'plan', plan: { ...plan, title: text }, reason: 'x' })).toEqual(denial)
  expect(deniedFor(scene, { type: 'snapshot', label: text, reason: '' })).toEqual(denial)
  scene.does(alice, { type: 'open-thread', anchor: about, text: 'A question.', mentions: [] })
  const [thread] = scene.view.threads
  const [comment] = thread?.entries ?? []
  if (!thread || comment?.is !== 'comment') throw new Error('no comment')
  expect(deniedFor(scene, { type: 'reply', thread: thread.id, ...said }, alice)).toEqual(denial)
  expect(deniedFor(scene, { type: 'revise-comment', comment: comment.id, ...said }, alice)).toEqual(denial)
})

it('line ends, tabs, marks of direction and letters of all scripts are text', () => {
  const text = 'First.\r\n\tSecond: \u200Fשלום, 研究 — naïve 🙂'
  expect(deniedFor(new Scene(), { type: 'open-thread', anchor: about, text, mentions: [] }, alice)).toBeNull()
  expect(deniedFor(new Scene(), { type: 'add-studies', studies: [{ ...study, label: text }] })).toBeNull()
})
