/**
 * Groups made one, and one group shared among comparisons.
 *
 * Combining gives the mean and the SD that all people together would have had. The sum of squares is taken around the
 * common mean, Σ (n_i - 1) SD_i² + Σ n_i (mean_i - mean)², which is the printed Σ n_i mean_i² - N mean² without its
 * difference of two nearly equal terms.
 *
 * A shared control group is divided so that nobody counts twice. Its parts are rarely whole people; they are given as
 * they are, and whoever needs whole numbers rounds with open eyes.
 */
import { eventsFault } from '../calculator/checks.ts'
import { each, events, notNegative, number, parts, size } from '../calculator/fields.ts'
import { refuse, type Note } from '../calculator/inputs.ts'
import { conversion } from './conversion.ts'

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

export const combineMeans = conversion({
  id: 'combine-means',
  title: 'One group out of several: size, mean and SD',
  formula: 'N = Σ n, M = Σ n mean / N, SD = √((Σ (n - 1) SD² + Σ n mean² - N M²) / (N - 1))',
  source: 'Cochrane Handbook 6.5.2.10 (Table 7.7.a of version 5.1)',
  inputs: {
    n: each(size('people in each group')),
    mean: each(number('mean of each group')),
    sd: each(notNegative('SD of each group')),
  },
  outputs: { sd: 'standard deviation', mean: 'mean', n: 'people' },
  compute: ({ n, mean, sd }) => {
    const all = sum(n)
    if (all <= 1) return refuse('too-few-people', 'A spread needs two people or more.', 'n')
    const middle = sum(n.map((people, at) => people * (mean[at] ?? 0))) / all
    const inside = sum(n.map((people, at) => (people - 1) * (sd[at] ?? 0) ** 2))
    const between = sum(n.map((people, at) => people * ((mean[at] ?? 0) - middle) ** 2))
    return { values: { sd: Math.sqrt((inside + between) / (all - 1)), mean: middle, n: all } }
  },
})

export const combineEvents = conversion({
  id: 'combine-events',
  title: 'One group out of several: events and size',
  formula: 'events = Σ events, n = Σ n',
  source: 'Cochrane Handbook 23.3.4 (16.5.4 of version 5.1)',
  inputs: { events: each(events('people with the event in each group')), n: each(size('people in each group')) },
  outputs: { events: 'people with the event', n: 'people' },
  compute: ({ events: counts, n }) => {
    const faults = counts.map((count, at) => eventsFault(count, n[at] ?? 0, 'events', 'n'))
    return faults.find(Boolean) ?? { values: { events: sum(counts), n: sum(n) } }
  },
})

const comparisons = parts('comparisons that share the group')

const SPLIT_SOURCE = 'Cochrane Handbook 23.3.4 (16.5.4 of version 5.1)'

const STILL_SHARED: Note = {
  id: 'still-correlated',
  sentence:
    'The comparisons stay related, since the same people vary in all of them. Combining the other groups avoids that.',
}

export const splitEvents = conversion({
  id: 'split-control-events',
  title: 'A control group shared among comparisons: events and size',
  formula: 'events / k and n / k in each of k comparisons',
  source: SPLIT_SOURCE,
  assumptions: [STILL_SHARED],
  inputs: { events: events(), n: size(), comparisons },
  outputs: { events: 'people with the event, per comparison', n: 'people, per comparison' },
  compute: ({ events: count, n, comparisons: k }) =>
    eventsFault(count, n, 'events', 'n') ?? {
      values: { events: count / k, n: n / k },
      notes: partNotes(count / k, n / k),
    },
})

export const splitMeans = conversion({
  id: 'split-control-means',
  title: 'A control group shared among comparisons: size, with mean and SD as they are',
  formula: 'n / k in each of k comparisons; mean and SD unchanged',
  source: SPLIT_SOURCE,
  assumptions: [STILL_SHARED],
  inputs: { n: size(), mean: number('mean'), sd: notNegative('standard deviation'), comparisons },
  outputs: { n: 'people, per comparison', mean: 'mean', sd: 'standard deviation' },
  compute: ({ n, mean, sd, comparisons: k }) => ({ values: { n: n / k, mean, sd }, notes: partNotes(n / k) }),
})

const partNotes = (...shares: readonly number[]): readonly Note[] =>
  shares.every(Number.isInteger)
    ? []
    : [{ id: 'parts-of-people', sentence: 'The group does not divide evenly. Nothing was rounded.' }]
