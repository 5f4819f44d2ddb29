/**
 * A log hazard ratio and its standard error from a log-rank test.
 *
 *   ln HR = (O - E) / V        SE = 1 / √V                              Peto's one-step estimate
 *   O - E = ± z √V             z the normal quantile of the log-rank p  Parmar et al. 1998; Tierney et al. 2007
 *   V     = e1 e2 / (e1 + e2)  from the events of both groups
 *         = e n1 n2 / (n1 + n2)²  from all events and the sizes: e/4 for groups of equal size
 *
 * A p value has no sign: which group did better has to be said.
 */
import { choice, events, number, optional, p, positive, size } from '../calculator/fields.ts'
import { refuse, type Refusal } from '../calculator/inputs.ts'
import { normalQuantile } from '../distributions/normal.ts'
import { conversion } from './conversion.ts'
import { pOfOne } from './difference.ts'

const OUTPUTS = { logHr: 'log hazard ratio, group 1 against group 2', se: 'its standard error', hr: 'hazard ratio' }

const PROPORTIONAL = {
  id: 'proportional-hazards',
  sentence: 'The hazards of the two groups keep the same ratio over time.',
}

export const hrFromObservedExpected = conversion({
  id: 'hr-from-o-e',
  title: 'Hazard ratio from observed minus expected events and their variance',
  formula: 'ln HR = (O - E) / V, SE = 1 / √V',
  source: 'Tierney et al. 2007; Cochrane Handbook 6.8',
  assumptions: [PROPORTIONAL],
  inputs: {
    oMinusE: number('observed minus expected events, group 1'),
    v: positive('variance of it, the log-rank variance'),
  },
  outputs: OUTPUTS,
  compute: ({ oMinusE, v }) => hazardRatio(oMinusE / v, v),
})

const variance = choice('where V comes from', [
  { id: 'events', label: 'events of both groups' },
  { id: 'sizes', label: 'all events and the sizes of the groups' },
])

const better = choice('which group did better', [
  { id: 'group-1', label: 'group 1: hazard ratio below 1' },
  { id: 'group-2', label: 'group 2: hazard ratio above 1' },
])

export const hrFromLogRank = conversion({
  id: 'hr-from-log-rank',
  title: 'Hazard ratio from the p value of a log-rank test and the events',
  formula: 'V = e1 e2 / (e1 + e2), or (e1 + e2) n1 n2 / (n1 + n2)²; ln HR = ± Φ⁻¹(1 - p/2) / √V, SE = 1 / √V',
  source: 'Parmar et al. 1998; Tierney et al. 2007',
  assumptions: [
    PROPORTIONAL,
    { id: 'exact-p', sentence: 'The p value is exact, two-sided and of an unstratified log-rank test.' },
  ],
  inputs: {
    p: p(),
    e1: events('events in group 1'),
    e2: events('events in group 2'),
    better,
    variance,
    n1: optional(size('people in group 1')),
    n2: optional(size('people in group 2')),
  },
  outputs: { ...OUTPUTS, oMinusE: 'observed minus expected events, group 1', v: 'variance of it' },
  compute: ({ p: share, e1, e2, better: favoured, variance: from, n1, n2 }) => {
    const v = from === 'events' ? varianceByEvents(e1, e2) : varianceBySizes(e1 + e2, n1, n2)
    if (typeof v !== 'number') return v
    const fault = pOfOne(share)
    if (fault !== null) return fault
    const oMinusE = (favoured === 'group-1' ? 1 : -1) * normalQuantile(share / 2) * Math.sqrt(v)
    return { values: { ...hazardRatio(oMinusE / v, v).values, oMinusE, v } }
  },
})

function varianceByEvents(e1: number, e2: number): number | Refusal {
  if (e1 > 0 && e2 > 0) return (e1 * e2) / (e1 + e2)
  return refuse('no-events', 'With no events in a group the variance has to come from the sizes.', 'variance')
}

function varianceBySizes(all: number, n1: number | null, n2: number | null): number | Refusal {
  if (n1 === null || n2 === null)
    return refuse('missing-input', 'n1 and n2 are needed for a variance from the sizes.', n1 === null ? 'n1' : 'n2')
  return all > 0 ? (all * n1 * n2) / (n1 + n2) ** 2 : refuse('no-events', 'Nobody had the event.', 'e1')
}

const hazardRatio = (logHr: number, v: number) => ({ values: { logHr, se: 1 / Math.sqrt(v), hr: Math.exp(logHr) } })
