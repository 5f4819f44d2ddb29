import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refused, type ReviewId } from '@tandem/rules'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReader } from '../store/sqlite/reader.ts'
import { populate, type Populated } from '../testing/populate.ts'
import type { ReviewAsked } from './command-line.ts'
import { printAnswer } from './print.ts'
import { answerAboutReviews } from './reviews.ts'

let folder = ''
let site: Populated

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-reviews-'))
  const by = [0, 1] as const
  const studies = [{ state: 'revealed', by }, { state: 'drafting', by }, { state: 'unassigned' }] as const
  site = await populate({ folder, reviewers: 2, studies })
})
afterAll(() => rm(folder, { recursive: true }))

describe('the command line about reviews', () => {
  it('lists them, as text too', async () => {
    const listed = await ask({ what: 'list-reviews' })
    expect(listed).toEqual([{ id: site.review, title: 'A review made to be tried on', members: 4, studies: 3 }])
    expect(printAnswer(listed)).toBe(
      'id        title                         members  studies\nreview-1  A review made to be tried on  4        3',
    )
  })

  it('says how far one has come, without a word of what anybody answered', async () => {
    const shown = await ask({ what: 'show-review', review: site.review })
    expect(shown).toMatchObject({
      members: 4,
      studies: 3,
      stages: [{ mode: 'independent', reviewers: 2, unassigned: 1, states: { conflict: 1, pending: 1 } }],
    })
    expect(printAnswer(shown)).toContain('1 conflict, 1 pending')
  })

  it('says who is in one, with roles', async () => {
    expect(await ask({ what: 'list-members', review: site.review })).toContainEqual({
      id: 'dana',
      name: 'Dana',
      roles: ['lead', 'adjudicator'],
    })
  })

  it('exports one with what is revealed, and with blind drafts only where they are asked for', async () => {
    const blind = site.studies[1]?.drafts.map(({ document }) => document) ?? []
    const contentsOf = async (withDrafts: boolean) => {
      const exported = await ask({ what: 'export-review', review: site.review, withDrafts })
      const documents = (exported as unknown as { documents: { id: string; content: unknown; updates: unknown }[] })
        .documents
      return documents.map(({ id, content, updates }) => [blind.includes(id as never), content, updates] as const)
    }
    const without = await contentsOf(false)
    expect(without).toHaveLength(5)
    for (const [isBlind, content, updates] of without)
      expect([content === null, updates === null]).toEqual([isBlind, isBlind])
    for (const [, content] of await contentsOf(true)) expect(content).not.toBeNull()
  })

  it('says that there is no such review', async () => {
    const reader = openReader(folder)
    const asked = { what: 'show-review', review: 'nothing' as ReviewId } as const
    expect(await answerAboutReviews(reader, asked)).toEqual(
      refused('There is no review "nothing". "tandem review list" lists them.'),
    )
    reader.close()
  })
})

async function ask(asked: ReviewAsked) {
  const reader = openReader(folder)
  const answer = await answerAboutReviews(reader, asked)
  reader.close()
  if (!answer.ok) throw new Error(answer.reason)
  return answer.value
}
