/**
 * The demo review: a published review whose studies are real and whose ratings are not.
 *
 * Real: title, registration and journal of the review (Callens et al. 2025, J Rehabil Med 57:jrm25156) and the
 * citations of the six studies it included. Invented: the team, every answer, every note, every choice of a quotation,
 * every consensus, and every number that is extracted (`demo-extractions.ts`). The ratings behind the published review are not public. Quotations are words of the studies'
 * own titles, so that nothing is put into an author's mouth. `invented` says so wherever the review is shown.
 *
 * Written for a seeder that replays it as commands and edits: keys instead of ids, no times.
 */
import type { Answers, AskedPlan, Citation, Review, Role, Source } from '@tandem/rules'

export type DemoPersonKey = 'alice' | 'bob' | 'carol' | 'dana'
export type DemoReviewer = 'alice' | 'bob'

export type DemoData = {
  readonly review: AskedPlan & Pick<Review, 'invented'>
  readonly people: readonly DemoMember[]
  readonly studies: readonly DemoStudy[]
  readonly ratings: readonly DemoRating[]
}

export type DemoMember = {
  readonly key: DemoPersonKey
  readonly name: string
  readonly roles: readonly Role[]
  readonly hue: number
  /** What this person does in the demo, for the sign-in page. */
  readonly duty: string
}

export type DemoStudy = {
  readonly key: string
  readonly label: string
  readonly design: string
  readonly citation: Citation
}

export type DemoRating = {
  /** The study's key. */
  readonly study: string
  /** Both complete and submitted. */
  readonly drafts: { readonly [reviewer in DemoReviewer]: DemoDraft }
  /** What people decided on differences after the reveal; equal answers are filled in by the reveal itself. */
  readonly consensus: { readonly answers: Answers; readonly notes: Readonly<Record<string, string>> } | null
  readonly how: DemoOutcome
}

export type DemoDraft = {
  readonly answers: Answers
  /** By item id. */
  readonly notes: Readonly<Record<string, string>>
  readonly sources: Readonly<Record<string, readonly Source[]>>
}

export type DemoOutcome =
  /** No difference: settled by the reveal. */
  | { readonly type: 'agreed' }
  /** Both sign. */
  | { readonly type: 'consensus' }
  | { readonly type: 'adjudication'; readonly adjudicator: DemoPersonKey; readonly rationale: string }
  /** Differences are still being talked about. */
  | { readonly type: 'open' }

/**
 * A rating as 27 letters, one per item and a space between subscales: y yes, p partly, n no, x unable to tell.
 */
function rated(letters: string): Answers {
  return Object.fromEntries(
    [...letters.replaceAll(' ', '')].map((letter, place) => [`db-${place + 1}`, OPTIONS[letter] ?? letter]),
  )
}
const OPTIONS: Readonly<Record<string, string>> = { y: 'yes', p: 'partly', n: 'no', x: 'unable' }

/** @param page the printed page of the title, i.e. the first; null for an article without page numbers. */
const quoted = (page: string | null, quote: string): readonly Source[] => [{ pdf: null, page, quote, rectangles: [] }]

const citation = (
  authors: string,
  title: string,
  journal: string,
  year: number,
  rest: Partial<Citation>,
): Citation => ({
  authors: authors.split(', '),
  truncatedAuthors: false,
  title,
  journal,
  year,
  volume: '',
  issue: '',
  pages: '',
  doi: null,
  pmid: null,
  ...rest,
})

const studies: readonly DemoStudy[] = [
  {
    key: 'burke-1994',
    label: 'Burke 1994',
    design: 'cohort with comparison',
    citation: citation(
      'Burke SA, Harms-Constas CK, Aden PS',
      'Return to work/work retention outcomes of a functional restoration program: a multi-center, prospective study with a comparison group',
      'Spine',
      1994,
      { volume: '19', pages: '1880-1885' },
    ),
  },
  {
    key: 'cui-2023',
    label: 'Cui 2023',
    design: 'randomised trial',
    citation: citation(
      'Cui D, Janela D, Costa F, Molinos M, Areias AC, Moulder RG',
      'Randomized-controlled trial assessing a digital care program versus conventional physiotherapy for chronic low back pain',
      'NPJ Digit Med',
      2023,
      { volume: '6', issue: '1', doi: '10.1038/s41746-023-00870-3', pmid: '37420107', truncatedAuthors: true },
    ),
  },
  {
    key: 'ibrahim-2019',
    label: 'Ibrahim 2019',
    design: 'cohort, 18 months',
    citation: citation(
      'Ibrahim ME, Weber K, Courvoisier DS, Genevay S',
      'Recovering the capability to work among patients with chronic low back pain after a four-week, multidisciplinary biopsychosocial rehabilitation program: 18-month follow-up study',
      'BMC Musculoskelet Disord',
      2019,
      { volume: '20', issue: '1', pages: '439', doi: '10.1186/s12891-019-2831-6' },
    ),
  },
  {
    key: 'porteau-cassard-1999',
    label: 'Porteau-Cassard 1999',
    design: 'before-after, n = 144',
    citation: citation(
      'Porteau-Cassard L, Zabraniecki L, Dromer C, Fournié B',
      'A back school program at the Toulouse-Purpan teaching hospital: evaluation of 144 patients',
      'Rev Rhum Engl Ed',
      1999,
      { volume: '66', pages: '477-483' },
    ),
  },
  {
    key: 'poulain-2010',
    label: 'Poulain 2010',
    design: 'prospective cohort',
    citation: citation(
      'Poulain C, Kernéis S, Rozenberg S, Fautrel B, Bourgeois P, Foltz V',
      'Long-term return to work after a functional restoration program for chronic low-back pain patients: a prospective study',
      'Eur Spine J',
      2010,
      { volume: '19', issue: '7', pages: '1153-1161', doi: '10.1007/s00586-010-1361-6', pmid: '20224867' },
    ),
  },
  {
    key: 'tavares-figueiredo-2016',
    label: 'Tavares Figueiredo 2016',
    design: 'retrospective, n = 104',
    citation: citation(
      'Tavares Figueiredo I, Dupeyron A, Tran B, Duflos C, Julia M, Herisson C',
      'Educational self-care objectives within a functional spine restoration program: retrospective study of 104 patients',
      'Ann Phys Rehabil Med',
      2016,
      { volume: '59', pages: '289-293', truncatedAuthors: true },
    ),
  },
]

const ratings: readonly DemoRating[] = [
  {
    study: 'burke-1994',
    drafts: {
      alice: {
        answers: rated('yyyypyynyn yxy nnyyyxy yynnnn n'),
        notes: {
          'db-5': 'Age and sex per group, duration of pain is missing.',
          'db-23': 'Comparison group, no random assignment.',
        },
        sources: { 'db-23': quoted('1880', 'a multi-center, prospective study with a comparison group') },
      },
      bob: {
        answers: rated('yyyypyynyn yxy nnyyyxy yynnnn n'),
        notes: { 'db-19': 'Attendance is not reported.' },
        sources: { 'db-13': quoted('1880', 'multi-center') },
      },
    },
    consensus: null,
    how: { type: 'agreed' },
  },
  {
    study: 'cui-2023',
    drafts: {
      alice: {
        answers: rated('yyyyyyyyyy yxx nyyyyyy yyyyyx y'),
        notes: {
          'db-14': 'Participants saw which programme they had.',
          'db-26': 'Could not find how missing values were treated.',
        },
        sources: { 'db-23': quoted(null, 'Randomized-controlled trial') },
      },
      bob: {
        answers: rated('yyyyyyyyyy yyx xyyyyyx yyyyyy y'),
        notes: { 'db-12': 'Most of those asked took part.', 'db-20': 'Validity of the work question is not shown.' },
        sources: { 'db-4': quoted(null, 'a digital care program versus conventional physiotherapy') },
      },
    },
    consensus: {
      answers: { 'db-12': 'unable', 'db-14': 'no', 'db-20': 'yes', 'db-26': 'yes' },
      notes: {
        'db-12': 'Many took part, but nothing says whether they resemble the source.',
        'db-26': 'Found in the supplement: analysed with all who were assigned.',
      },
    },
    how: { type: 'consensus' },
  },
  {
    study: 'porteau-cassard-1999',
    drafts: {
      alice: {
        answers: rated('yyyypyynny yxy nnyyyxy yynnnx n'),
        notes: { 'db-5': 'Age and duration of pain are given.', 'db-13': 'A hospital as most patients know it.' },
        sources: { 'db-13': quoted('477', 'at the Toulouse-Purpan teaching hospital') },
      },
      bob: {
        answers: rated('yyyynyynyy yxn nnyyyxy yxnnnn n'),
        notes: { 'db-13': 'A teaching hospital is not usual care.', 'db-26': 'Those who left are ignored.' },
        sources: { 'db-13': quoted('477', 'teaching hospital') },
      },
    },
    consensus: {
      answers: { 'db-5': 'no', 'db-9': 'no', 'db-13': 'yes', 'db-22': 'unable', 'db-26': 'unable' },
      notes: { 'db-13': 'Back schools of that time were run by hospitals like this one.' },
    },
    how: {
      type: 'adjudication',
      adjudicator: 'dana',
      rationale:
        'The two readings differ on what a single group can show. Confounders per group and recruitment over time need more than one group or dates, so I take the stricter answer there. The setting was usual for its time.',
    },
  },
  {
    study: 'poulain-2010',
    drafts: {
      alice: {
        answers: rated('yyyypyynyy yyy nnyyyyy yynnxn n'),
        notes: {
          'db-25': 'An adjusted model is named, its variables are not.',
          'db-26': 'Those lost are counted and then dropped.',
        },
        sources: { 'db-17': quoted('1153', 'Long-term return to work') },
      },
      bob: {
        answers: rated('yyyypyynyy yxy nnynyyy yynnny n'),
        notes: { 'db-17': 'Some were followed longer than others.', 'db-25': 'Not adjusted for duration of pain.' },
        sources: { 'db-16': quoted('1153', 'a prospective study') },
      },
    },
    consensus: {
      answers: { 'db-12': 'yes', 'db-17': 'yes', 'db-25': 'unable', 'db-26': 'yes' },
      notes: { 'db-17': 'Time to return to work is analysed, which allows for unequal lengths.' },
    },
    how: { type: 'consensus' },
  },
  {
    study: 'tavares-figueiredo-2016',
    drafts: {
      alice: {
        answers: rated('yyyypyynyy yyy nnyxyyy yynnnx n'),
        notes: {
          'db-9': 'Attrition in the flow text.',
          'db-17': 'Follow-up length not stated.',
          'db-21': 'One centre, one programme, one register.',
        },
        sources: { 'db-21': quoted('289', 'retrospective study of 104 patients') },
      },
      bob: {
        answers: rated('yyyypyynny yxy nnynyxy xynnnx n'),
        notes: {
          'db-9': 'Numbers only, no description.',
          'db-17': 'Varied, not adjusted.',
          'db-21': 'Nothing on how the files were chosen.',
        },
        sources: { 'db-21': quoted('289', 'retrospective study of 104 patients') },
      },
    },
    consensus: { answers: { 'db-9': 'no', 'db-12': 'unable', 'db-19': 'unable' }, notes: {} },
    how: { type: 'open' },
  },
]

export const DEMO: DemoData = {
  review: {
    title: 'Work participation after rehabilitation for back pain',
    shortTitle: 'Work participation after rehabilitation',
    reference: 'Callens et al. 2025',
    registration: 'PROSPERO CRD42022346091',
    question: {
      population: 'Adults with back pain',
      intervention: 'Rehabilitation',
      comparator: 'Other care, or none',
      outcomes: 'Work participation',
    },
    stages: [
      { instrument: 'downs-and-black-modified', mode: 'independent', reviewers: 2 },
      { instrument: 'study-structure', mode: 'joint', reviewers: 2 },
      { instrument: 'return-to-work', mode: 'independent', reviewers: 2 },
    ],
    switchedOff: [],
    invented:
      'All ratings, notes, quotes, extracted numbers and the wording of the question are invented for demonstration and nobody gave them; the studies and their citations are real.',
  },
  people: [
    { key: 'alice', name: 'Alice', roles: ['reviewer'], hue: 1, duty: 'Reviewer' },
    { key: 'bob', name: 'Bob', roles: ['reviewer'], hue: 2, duty: 'Reviewer' },
    { key: 'carol', name: 'Carol', roles: ['supervisor'], hue: 3, duty: 'Supervisor' },
    { key: 'dana', name: 'Dana', roles: ['lead', 'adjudicator'], hue: 4, duty: 'Lead and adjudicator' },
  ],
  studies,
  ratings,
}
