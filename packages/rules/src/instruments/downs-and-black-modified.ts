/**
 * The modified Downs and Black: the same 27 items, with item 27 worth 0 or 1 instead of 0 to 5, so 0 to 28 points
 * (11 + 3 + 7 + 6 + 1), printed so in PMC5013162.
 *
 * The bands (excellent 26 to 28, good 20 to 25, fair 15 to 19, poor 14 or less) are those of PMC5013162, which credits
 * them to Samoocha; other reviews credit Hooper et al. 2008. They differ between reviews: without "excellent" in
 * PMC4642743, and some leave 14 in no band. They are local practice and no part of the 1998 checklist.
 */
import { DOWNS_AND_BLACK_1998, downsAndBlackDomains, downsAndBlackItem, yesNoOrUnable } from './downs-and-black.ts'
import type { Instrument } from './definition.ts'

export const downsAndBlackModified: Instrument = {
  id: 'downs-and-black-modified',
  version: 1,
  title: 'Downs and Black, modified',
  shortTitle: 'Downs and Black',
  target: 'study',
  cites: [
    DOWNS_AND_BLACK_1998,
    'Hooper P, Jutai JW, Strong G, Russell-Minda E. Age-related macular degeneration and low-vision rehabilitation: a systematic review. Can J Ophthalmol 2008;43:180-187',
    'PMC5013162 (maximum of 28 points and bands, credited there to Samoocha)',
  ],
  domains: downsAndBlackDomains(
    // "Unable" scores as "no" does. It is offered because a paper that is silent about power and one that says it had
    // none are different findings, and because reviewers who may not say so would disagree by accident.
    downsAndBlackItem(
      27,
      'Power or sample-size calculation',
      'Yes if the authors planned the size, or show enough power for a relevant effect; unable if the paper is silent and numbers do not settle it.',
      yesNoOrUnable,
    ),
  ),
  bands: [
    { id: 'poor', label: 'poor', from: 0, to: 14 },
    { id: 'fair', label: 'fair', from: 15, to: 19 },
    { id: 'good', label: 'good', from: 20, to: 25 },
    { id: 'excellent', label: 'excellent', from: 26, to: 28 },
  ],
}
