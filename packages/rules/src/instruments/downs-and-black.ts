/**
 * Downs and Black 1998: 27 items in five subscales, 0 to 32 points (11 + 3 + 7 + 6 + 5). Summaries that give 30 are
 * wrong: the subscales add up to 32.
 *
 * Points: items 1 to 4 and 6 to 10 yes 1, no 0; item 5 yes 2, partly 1, no 0; items 11 to 26 yes 1, no 0, unable to
 * determine 0; item 27 0 to 5 by the size of the smallest group. No item is scored in reverse. "Unable" stays in the
 * denominator. The item table was read in PMC6161732 (table S1), the points in PMC4850948 (table 4). The original has
 * no bands of its own.
 *
 * Texts and help are our own paraphrases, not the authors' wording: rate with the published checklist beside you.
 */
import type { Domain, Instrument, Item, Option } from './definition.ts'

export const DOWNS_AND_BLACK_1998 =
  'Downs SH, Black N. The feasibility of creating a checklist for the assessment of the methodological quality both of randomised and non-randomised studies of health care interventions. J Epidemiol Community Health 1998;52:377-384'

const yes: Option = { id: 'yes', label: 'Yes', shortLabel: 'Yes', key: 'y', points: 1, tone: 'good', counts: true }
const partly: Option = {
  id: 'partly',
  label: 'Partly',
  shortLabel: 'Partly',
  key: 'p',
  points: 1,
  tone: 'some',
  counts: true,
}
const no: Option = { id: 'no', label: 'No', shortLabel: 'No', key: 'n', points: 0, tone: 'bad', counts: true }
const unable: Option = {
  id: 'unable',
  label: 'Unable to tell',
  shortLabel: 'Unable',
  key: 'x',
  points: 0,
  tone: 'none',
  counts: true,
}

export const yesOrNo: readonly Option[] = [yes, no]
export const yesNoOrUnable: readonly Option[] = [yes, no, unable]
const twoForYes: readonly Option[] = [{ ...yes, points: 2 }, partly, no]

export function downsAndBlackItem(number: number, text: string, help: string, options: readonly Option[]): Item {
  return { id: `db-${number}`, number: String(number), text, help, options, required: true }
}
const item = downsAndBlackItem

const reporting: Domain = {
  id: 'reporting',
  title: 'Reporting',
  shortTitle: 'Reporting',
  items: [
    item(
      1,
      'Aim or hypothesis stated',
      'Yes if a reader can say in one sentence what the study set out to find.',
      yesOrNo,
    ),
    item(
      2,
      'Main outcomes named before the results',
      'Yes if introduction or methods name them; no if they first appear in the results.',
      yesOrNo,
    ),
    item(
      3,
      'Participants described (criteria, case definition)',
      'Yes if you could tell who was allowed in and who was not; in a case-control study also who counts as a case.',
      yesOrNo,
    ),
    item(
      4,
      'Interventions and comparator described',
      'Yes if another team could do the same, for the comparison as well as for the treatment.',
      yesOrNo,
    ),
    item(
      5,
      'Principal confounders, distribution per group',
      'Decide first which confounders matter here. Yes if all are shown per group, partly if some are, no if none is.',
      twoForYes,
    ),
    item(
      6,
      'Main findings reported with simple data',
      'Yes if counts or means of the main outcomes let a reader check the analysis; tests do not count here.',
      yesOrNo,
    ),
    item(
      7,
      'Variability given for main outcomes',
      'Yes if a spread, an error or an interval is given; also yes if the distribution is not described but a measure is.',
      yesOrNo,
    ),
    item(
      8,
      'Important adverse events reported',
      'Yes if the authors looked for harms of the intervention in an organised way, also if they found none.',
      yesOrNo,
    ),
    item(
      9,
      'People lost to follow-up described',
      'Yes if we learn who left, not only how many; also yes if nobody left, or too few to matter.',
      yesOrNo,
    ),
    item(
      10,
      'Exact p values (unless below 0.001)',
      'Yes if main outcomes carry values such as 0.035 and not only "below 0.05".',
      yesOrNo,
    ),
  ],
}

const externalValidity: Domain = {
  id: 'external-validity',
  title: 'External validity',
  shortTitle: 'External',
  items: [
    item(
      11,
      'People asked represent the source population',
      'Yes if all eligible people, a run of consecutive ones or a random sample were asked, and the source is named.',
      yesNoOrUnable,
    ),
    item(
      12,
      'People who took part represent it',
      'Yes if the share that agreed is given and those who agreed resemble the source in the main confounders.',
      yesNoOrUnable,
    ),
    item(
      13,
      'Staff, place and facility typical of usual care',
      'No if it ran, say, only in a specialist centre that most patients would never reach.',
      yesNoOrUnable,
    ),
  ],
}

const bias: Domain = {
  id: 'bias',
  title: 'Internal validity, bias',
  shortTitle: 'Bias',
  items: [
    item(
      14,
      'Tried to blind participants',
      'Yes if participants could not know which intervention they had; an open comparison is a no.',
      yesNoOrUnable,
    ),
    item(
      15,
      'Tried to blind outcome assessors',
      'Yes if those who measured the main outcomes did not know the group.',
      yesNoOrUnable,
    ),
    item(
      16,
      'Unplanned analyses declared, or there were none',
      'Yes if analyses not planned at the start are marked as such, and also if nothing suggests there were any.',
      yesNoOrUnable,
    ),
    item(
      17,
      'Different follow-up lengths handled, or same for all',
      'Yes if all were followed equally long or the analysis allows for it; no if differences are ignored.',
      yesNoOrUnable,
    ),
    item(
      18,
      'Suitable statistics for main outcomes',
      'Yes if the methods suit the data, e.g. for small groups or skewed values.',
      yesNoOrUnable,
    ),
    item(
      19,
      'Compliance with the intervention reliable',
      'No if many did not do what their group was meant to do, or groups mixed, so that an effect would be diluted.',
      yesNoOrUnable,
    ),
    item(
      20,
      'Outcome measures valid and reliable',
      'Yes if the measures are described well, or other work is cited that shows their accuracy.',
      yesNoOrUnable,
    ),
  ],
}

const confounding: Domain = {
  id: 'confounding',
  title: 'Internal validity, confounding',
  shortTitle: 'Confounding',
  items: [
    item(
      21,
      'Groups from the same population',
      'Yes if all groups come from one source, e.g. one hospital; unable if the source is not said.',
      yesNoOrUnable,
    ),
    item(
      22,
      'Groups recruited over the same period',
      'Yes if recruitment ran side by side; unable if no dates are given.',
      yesNoOrUnable,
    ),
    item(
      23,
      'Randomised',
      'Yes if assignment was random; no for a method that lets somebody foresee the group, such as taking turns.',
      yesNoOrUnable,
    ),
    item(
      24,
      'Allocation concealed until recruitment complete',
      'Yes if neither participants nor staff could know the next assignment; no for a study without randomisation.',
      yesNoOrUnable,
    ),
    item(
      25,
      'Adequate adjustment for confounding',
      'No if main confounders differ between groups, or were not looked at, and the analysis leaves them out.',
      yesNoOrUnable,
    ),
    item(
      26,
      'Losses to follow-up taken into account',
      'Yes if the analysis deals with those who left, or too few left to change the result; unable if numbers are missing.',
      yesNoOrUnable,
    ),
  ],
}

/** The five subscales around a given item 27, the one item in which the versions differ. */
export function downsAndBlackDomains(power: Item): readonly Domain[] {
  return [
    reporting,
    externalValidity,
    bias,
    confounding,
    { id: 'power', title: 'Power', shortTitle: 'Power', items: [power] },
  ]
}

const groupSizes: readonly Option[] = [0, 1, 2, 3, 4, 5].map((points) => ({
  id: `size-${points}`,
  label: `Size class ${points}`,
  shortLabel: String(points),
  key: String(points),
  points,
  tone: points === 0 ? 'bad' : points === 5 ? 'good' : 'some',
  counts: true,
}))

export const downsAndBlack: Instrument = {
  id: 'downs-and-black',
  version: 1,
  title: 'Downs and Black',
  shortTitle: 'Downs and Black',
  target: 'study',
  cites: [DOWNS_AND_BLACK_1998],
  domains: downsAndBlackDomains(
    item(
      27,
      'Enough people in the smallest group to find a relevant effect',
      'The team sets, by a power calculation, the five group sizes at which the classes 1 to 5 begin.',
      groupSizes,
    ),
  ),
  bands: [],
}
