/**
 * What is reckoned from a view can tell no more than the view: it is filtered for each person before it is sent. These
 * tests hold the reckoning to that, over two worlds in which Bob's secret answers differ and nothing else does.
 */
import { describe, expect, test } from 'vitest'
import type { Instant, PersonId } from '../review.ts'
import { alice, bob, carol, COMPLETE, dana, erin, firstStudy, OTHER, Scene, secondStudy } from '../testing/scene.ts'
import { viewFor } from '../visibility.ts'
import { deadlineOf } from './deadlines.ts'
import { forecastOf } from './forecast.ts'
import { lastSigns } from './last-signs.ts'
import { paceOf, settledAt } from './pace.ts'
import { verdictRates } from './verdict-rates.ts'
import { firstRatings } from '../agreement.ts'

const now = '2026-03-30T12:00:00.000Z' as Instant

/** The first study is revealed and alike in both worlds; of the second, Bob has submitted and Alice has not. */
function world(secret: Readonly<Record<string, string>>): Scene {
  return new Scene()
    .inConflict(firstStudy)
    .assigns(secondStudy)
    .rates(bob, secret, secondStudy)
    .submits(bob, secondStudy)
}

function boardOf(scene: Scene, person: PersonId) {
  const { studies, assessments, forms, people } = viewFor(new Scene().view, scene.view, scene.events, person)
  const since = paceOf(assessments, now)?.since ?? null
  return {
    pace: paceOf(assessments, now),
    forecast: forecastOf({ settledAt: settledAt(assessments), remaining: studies.length, since }, now),
    signs: [...lastSigns(assessments, [])],
    deadlines: studies.map((study) => deadlineOf({ ...study, due: '2026-03-01' }, 'partial', '2026-03-30')),
    rates: verdictRates(studies, assessments, forms),
    agreement: firstRatings({ studies, assessments, people }),
  }
}

describe('a board', () => {
  test.each([alice, carol, dana, erin])('is the same for %s whatever Bob has answered in secret', (person) => {
    const [one, other] = [world(COMPLETE), world(OTHER)]
    expect(one.documents).not.toEqual(other.documents)
    expect(boardOf(one, person)).toEqual(boardOf(other, person))
  })

  test('differs once the answers are revealed, so that the worlds do differ', () => {
    const revealed = (secret: Readonly<Record<string, string>>) =>
      world(secret).rates(alice, COMPLETE, secondStudy).submits(alice, secondStudy)
    expect(boardOf(revealed(COMPLETE), carol)).not.toEqual(boardOf(revealed(OTHER), carol))
  })
})
