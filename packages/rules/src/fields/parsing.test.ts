/** What people really type or paste, type by type; numbers have tests of their own. */
import { describe, expect, it } from 'vitest'
import type { Condition } from '../instruments/definition.ts'
import type { Json } from '../json.ts'
import { choice } from './choice.ts'
import { choices } from './choices.ts'
import { condition } from './condition.ts'
import { COUNTRIES } from './countries.ts'
import { counts } from './counts.ts'
import { country } from './country.ts'
import { compareDates, date } from './date.ts'
import type { FieldType, Settings } from './field-type.ts'
import { longText } from './long-text.ts'
import { idFor } from './ids.ts'
import { optionFaults, type FieldOption } from './option.ts'
import { options } from './options.ts'
import { shorterFirst, shorterJsonFirst } from './order.ts'
import { references } from './references.ts'
import { rows } from './rows.ts'
import { text } from './text.ts'
import { units } from './units.ts'
import { whole } from './whole.ts'
import { yesNoUnclear } from './yes-no-unclear.ts'

/** The value, or why there is none. */
function readBy<S extends Settings<string>, V extends Json>(
  type: FieldType<S, V>,
  settings = type.examples[0]?.settings as NoInfer<S>,
): (typed: string) => V | string | null {
  return (typed) => {
    const read = type.parse(settings, typed)
    return read.ok ? read.value : read.reason
  }
}

describe('a short text', () => {
  it('is one line without surrounding space and without what hides', () => {
    expect(readBy(text)(' Back\r\n  school\u00A0\u202E!\u0000 ')).toBe('Back school !')
    expect(readBy(text)('\uD800')).toBe('\uFFFD')
    expect(readBy(text)('x'.repeat(501))).toBe('This field takes at most 500 characters.')
    expect(readBy(text)(` ${'x'.repeat(500)} `)).toBe('x'.repeat(500))
  })

  it('is the same without case and space, however its letters are composed', () => {
    expect(text.isSame({ type: 'text' }, 'Rückenschule', 'ru\u0308cken schule')).toBe(true)
    expect(text.isSame({ type: 'text' }, 'Rückenschule', 'Ruckenschule')).toBe(false)
  })
})

it('a long text keeps its lines, whatever machine they come from', () => {
  expect(readBy(longText)('\n a\r\n\r\nb  c\rd\n')).toBe('a\n\nb  c\nd')
  expect(readBy(longText)('x'.repeat(20_001))).toBe('This field takes at most 20000 characters.')
})

it('a whole number may have marks of thousands and no decimals', () => {
  const read = readBy(whole)
  expect(['120', ' 1,204 ', '1 204', '−3', '-0', '1,204,000', '007'].map(read)).toEqual([
    120, 1204, 1204, -3, 0, 1_204_000, 7,
  ])
  for (const typed of ['12.0', '12.5', '1.204', '12,5', 'twelve', 'n = 12', '12/30', '9007199254740993', '1e3']) {
    expect(read(typed)).toBe('This field takes a whole number, such as 120.')
  }
  expect(whole.doubt?.({ type: 'whole', min: 0, max: null }, -3)).toBe(
    'The number lies outside the range that the form expects.',
  )
  expect(whole.doubt?.({ type: 'whole', min: 0, max: null }, 3)).toBeNull()
})

describe('a date', () => {
  const read = readBy(date)

  it.each([
    ['2019', '2019'],
    ['2019-05', '2019-05'],
    ['2019/5', '2019-05'],
    ['05/2019', '2019-05'],
    ['2019-5-7', '2019-05-07'],
    ['2019.05.17', '2019-05-17'],
    ['May 2019', '2019-05'],
    ['may, 2019', '2019-05'],
    ['Sept. 2019', '2019-09'],
    ['17 May 2019', '2019-05-17'],
    ['17th of May 2019', '2019-05-17'],
    ['17-May-2019', '2019-05-17'],
    ['17. May 2019', '2019-05-17'],
    ['May 17, 2019', '2019-05-17'],
    ['September 1st 2019', '2019-09-01'],
    ['17.5.2019', '2019-05-17'],
    ['05/17/2019', '2019-05-17'],
    ['5/5/2019', '2019-05-05'],
    ['29 February 2020', '2020-02-29'],
    ['29 Feb 2000', '2000-02-29'],
  ])('%j is %s', (typed, value) => expect(read(typed)).toBe(value))

  it('is refused where day and month may be either', () => {
    expect(read('5/6/2019')).toBe('That may be 2019-06-05 or 2019-05-06: type one of these.')
    expect(read('5.6.2019')).toBe('That may be 2019-06-05 or 2019-05-06: type one of these.')
  })

  it.each(['31 June 2019', '2019-02-29', '29 Feb 1900', '2019-13', '2019-00', '0 May 2019', '31/31/2019', '0999'])(
    '%j is no day or month',
    (typed) => expect(read(typed)).toBe('There is no such day or month.'),
  )

  it.each(['19', '5/6/19', 'spring 2019', '2019-2020', '12019', 'Mayor 2019', '2019 May', 'n. d.', '5/6.2019'])(
    '%j is refused',
    (typed) => expect(read(typed)).toBe('This field takes a date such as 2019, May 2019 or 17 May 2019.'),
  )

  it('comes before another only where that is known', () => {
    expect(compareDates('2019', '2020-01')).toBe(-1)
    expect(compareDates('2019-06-01', '2019-05')).toBe(1)
    expect(compareDates('2019-05-17', '2019-05-17')).toBe(0)
    expect(compareDates('2019', '2019-05')).toBeNull()
    expect(compareDates('2019-05-01', '2019-05')).toBeNull()
    expect(compareDates('2019-05', '2019-05')).toBe(0)
  })
})

describe('a choice', () => {
  const crossed: readonly FieldOption[] = [
    { id: 'a', label: 'B' },
    { id: 'b', label: 'A' },
  ]

  it('is read by its label or, where no label says that, by its id', () => {
    expect(['randomised TRIAL', ' Cohort', 'rct', 'Other'].map(readBy(choice))).toEqual([
      'rct',
      'cohort',
      'rct',
      'other',
    ])
    expect(['A', 'b'].map(readBy(choice, { type: 'choice', options: crossed }))).toEqual(['b', 'a'])
    expect(readBy(choice)('case report')).toBe('This field takes one of its options.')
  })

  it('has options that are told apart', () => {
    const two = (...labels: string[]) => labels.map((label, at): FieldOption => ({ id: `x-${at}`, label }))
    expect(optionFaults(two('Pain', 'Work'))).toEqual([])
    expect(optionFaults(two('Pain'))).toEqual(['A choice needs at least two options.'])
    expect(optionFaults(two('Pain', ' pain '))).toContain('Two options are called "pain".')
    expect(optionFaults([...two('Pain', 'Work'), { id: 'old', label: 'PAIN', retired: true }])).toEqual([
      'Two options are called "PAIN".',
    ])
    expect(optionFaults(two('Pain', ''))).toEqual(['An option has no label.'])
    expect(optionFaults(two('Pain', 'a\nb'))).toEqual([
      'The option "a b" has a line end or too many characters in its label.',
    ])
    expect(optionFaults([...two('Pain', 'Work'), { id: 'constructor', label: 'x' }])).toEqual([
      'The option id "constructor" is not kebab-case.',
    ])
    expect(optionFaults([...two('Pain', 'Work'), { id: 'x-0', label: 'x' }])).toEqual([
      'The option "x-0" stands twice.',
    ])
    expect(optionFaults(two(...Array.from({ length: 201 }, (_, at) => `o${at}`)))).toEqual([
      'A choice has at most 200 options.',
    ])
  })

  it('of several is split at ";" or lines, and its labels hold none', () => {
    expect(['pain; Return to work', 'Pain\nPAIN', ' ; '].map(readBy(choices))).toEqual([
      ['pain', 'work'],
      ['pain'],
      null,
    ])
    expect(readBy(choices)('pain; sleep')).toBe('"sleep" is none of the options. Several are separated by ";".')
    const options = [
      { id: 'a', label: 'x; y' },
      { id: 'b', label: 'z' },
    ]
    expect(choices.settingsFaults({ type: 'choices', options })).toEqual(['The option "x; y" has a ";" in its label.'])
    expect(choice.settingsFaults({ type: 'choice', options })).toEqual([])
  })

  it('of several keeps what it has when the form is put in another order, and shows it in that', () => {
    const settings = choices.examples[0]?.settings
    if (settings === undefined) return expect.fail('no example')
    const turned = { ...settings, options: [...settings.options].reverse() }
    expect(choices.fits(turned, ['pain', 'work'])).toBe(true)
    expect([settings, turned].map((form) => choices.show(form, ['pain', 'work']))).toEqual([
      'Return to work; Pain',
      'Pain; Return to work',
    ])
  })
})

it('yes, no or unclear', () => {
  expect(['Yes', ' y ', 'NO', 'n', 'unclear', '?', 'not clear'].map(readBy(yesNoUnclear))).toEqual([
    'yes',
    'yes',
    'no',
    'no',
    'unclear',
    'unclear',
    'unclear',
  ])
  expect(readBy(yesNoUnclear)('maybe')).toBe('This field takes yes, no or unclear.')
})

describe('a country', () => {
  const read = readBy(country)

  it.each([
    ['Sweden', ['SE']],
    ['the Netherlands', ['NL']],
    ['NL', ['NL']],
    ['U.S.A.', ['US']],
    ['England; Scotland', ['GB']],
    ['Cote d’Ivoire', ['CI']],
    ['Turkey', ['TR']],
    ['turkiye', ['TR']],
    ['Korea, Republic of', ['KR']],
    ['St. Lucia', ['LC']],
    ['Trinidad & Tobago', ['TT']],
    ['Guinea Bissau', ['GW']],
    ['Sweden, Norway, and Finland', ['FI', 'NO', 'SE']],
    ['Trinidad and Tobago; UK', ['GB', 'TT']],
    ['Norway\nNorway', ['NO']],
  ])('%j', (typed, codes) => expect(read(typed)).toEqual(codes))

  it.each(['Scandinavia', 'Sweden and Atlantis', 'XX', 'constructor'])('%j is none', (typed) =>
    expect(read(typed)).toBe(`"${typed}" is no country. Several are separated by ";".`),
  )

  it('is one of the 249 of ISO 3166-1, each named once', () => {
    const codes = Object.keys(COUNTRIES)
    expect(codes).toHaveLength(249)
    for (const code of codes) expect([code, read(COUNTRIES[code] as string)]).toEqual([code, [code]])
    for (const code of codes) expect([code, read(code.toLowerCase())]).toEqual([code, [code]])
  })
})

describe('references', () => {
  const read = readBy(references)

  it('are read one a line, with what identifies them', () => {
    const typed = `
      Callens 2025. J Rehabil Med. https://doi.org/10.2340/JRM.v57.25156.
      10.1136/jech.52.6.377
      Downs SH, Black N. (doi: 10.1136/jech.52.6.377). PMID: 9764259
      https://pubmed.ncbi.nlm.nih.gov/9764259/
      Burke 1994, unpublished`
    expect(read(typed)).toEqual([
      {
        text: 'Callens 2025. J Rehabil Med. https://doi.org/10.2340/JRM.v57.25156.',
        doi: '10.2340/jrm.v57.25156',
        pmid: null,
      },
      { text: '10.1136/jech.52.6.377', doi: '10.1136/jech.52.6.377', pmid: null },
      { text: 'https://pubmed.ncbi.nlm.nih.gov/9764259/', doi: null, pmid: '9764259' },
      { text: 'Burke 1994, unpublished', doi: null, pmid: null },
    ])
  })

  it.each([
    ['10.1016/S0140-6736(05)61234-5.', '10.1016/s0140-6736(05)61234-5'],
    ['(see 10.1016/S0140-6736(05)61234-5)', '10.1016/s0140-6736(05)61234-5'],
    [
      '10.1002/(SICI)1097-0258(19980730)17:14<1623::AID-SIM871>3.0.CO;2-S',
      '10.1002/(sici)1097-0258(19980730)17:14<1623::aid-sim871>3.0.co;2-s',
    ],
    ['10.1234/a(1)', '10.1234/a(1)'],
    ['<a href="https://doi.org/10.1000/182">', '10.1000/182'],
    ['10.1000/ then 10.1000/182, p. 5', '10.1000/182'],
    ['version 10.1/2', null],
    ['10.1000/', null],
  ])('the DOI in %j is %j', (typed, doi) => expect(read(typed)).toEqual([{ text: typed, doi, pmid: null }]))

  it('are at most 200, of 2000 characters each', () => {
    const reason = 'This field takes at most 200 references of 2000 characters, one a line.'
    expect(read(`10.1000/${')'.repeat(100_000)}`)).toBe(reason)
    expect(read(Array.from({ length: 201 }, (_, at) => `Reference ${at}`).join('\n'))).toBe(reason)
  })

  it('are the same by what identifies them best', () => {
    const one = (text: string, doi: string | null, pmid: string | null) => [{ text, doi, pmid }]
    const isSame = (a: ReturnType<typeof one>, b: ReturnType<typeof one>) =>
      references.isSame({ type: 'references' }, a, b)
    expect(isSame(one('A', '10.1/x', '1'), one('B', '10.1/x', '2'))).toBe(true)
    expect(isSame(one('A', null, '1'), one('B', null, '1'))).toBe(true)
    expect(isSame(one('A b', null, null), one('aB', null, null))).toBe(true)
    expect(isSame(one('A', '10.1/x', '1'), one('A', null, '1'))).toBe(false)
    expect(isSame(one('A', null, '1'), one('A', null, null))).toBe(false)
  })

  it('say the same in text and identifiers', () => {
    const fits = (text: string, doi: string | null, pmid: string | null) =>
      references.fits({ type: 'references' }, [{ text, doi, pmid }])
    expect(fits('A', '10.1000/x', '1')).toBe(true)
    expect(fits('A doi:10.1000/x', '10.1000/x', null)).toBe(true)
    expect(fits('A doi:10.1000/x', '10.1000/y', null)).toBe(false)
    expect(fits('A doi:10.1000/x', null, null)).toBe(false)
    expect(fits('A', '10.1000/X', null)).toBe(false)
    expect(fits('A', 'https://doi.org/10.1000/x', null)).toBe(false)
    expect(fits('A', null, '01')).toBe(false)
    expect(fits('A PMID 2', null, '1')).toBe(false)
    expect(fits('x'.repeat(1_990), '10.1000/x', null)).toBe(false)
    expect(fits('A', `10.1000/${'x'.repeat(2_000)}`, null)).toBe(false)
  })
})

it('counts in order are whole numbers, two or more', () => {
  const read = readBy(counts)
  expect(['12 / 30 / 8', '12/30/8', '12; 30', '12, 30, 8', '12\t30', '1,204 / 30'].map(read)).toEqual([
    [12, 30, 8],
    [12, 30, 8],
    [12, 30],
    [12, 30, 8],
    [12, 30],
    [1204, 30],
  ])
  for (const typed of ['12', '12 30', '12,30,8', '12 / -3', '12 / 3.5', '12 / / 8', '12 / x']) {
    expect(read(typed)).toBe('This field takes two or more counts, such as 12 / 30 / 8.')
  }
})

it('rows are named by their ids', () => {
  expect(readBy(rows)('arm-2, arm-1;arm-1')).toEqual(['arm-1', 'arm-2'])
  expect(readBy(rows)('Arm 1')).toBe('This field takes the ids of at most 200 rows, separated by ";".')
  expect(rows.settingsFaults({ type: 'rows', section: 'Arms!' })).toEqual([
    'The field does not say which section its rows are from.',
  ])
})

it('of two same values a consensus begins with the shorter, then the earlier', () => {
  expect(shorterFirst('b', 'aa')).toBe('b')
  expect(shorterFirst('b', 'a')).toBe('a')
  expect(shorterJsonFirst([10], [2])).toEqual([2])
})

describe('the fields with which forms are built', () => {
  it('make options out of pasted lines, with ids of their own', () => {
    expect(readBy(options)('Randomised trial\n Étude cohorte \n[other, retired] Other\nrandomised  trial\n%')).toEqual([
      { id: 'randomised-trial', label: 'Randomised trial' },
      { id: 'etude-cohorte', label: 'Étude cohorte' },
      { id: 'other', label: 'Other', retired: true },
      { id: 'randomised-trial-2', label: 'randomised trial' },
      { id: 'x', label: '%' },
    ])
    const reason = 'This field takes at most 200 options, one a line, each with an id of its own.'
    expect(readBy(options)('[a] x\n[a] y')).toBe(reason)
    expect(readBy(options)('[A b] x')).toBe(reason)
    expect(readBy(options)(Array.from({ length: 201 }, (_, at) => `o${at}`).join('\n'))).toBe(reason)
  })

  it('make units out of pasted lines, the canonical one first', () => {
    expect(readBy(units)('minutes\nhours = 60\n10^9/L = 1/2\n[wk, retired] weeks = 10080')).toEqual([
      { id: 'minutes', label: 'minutes', factor: '1' },
      { id: 'hours', label: 'hours', factor: '60' },
      { id: 'u-10-9-l', label: '10^9/L', factor: '1/2' },
      { id: 'wk', label: 'weeks', factor: '10080', retired: true },
    ])
    const reason = 'This field takes at most 50 units, one a line, such as "hours = 60": how many of the first one is.'
    for (const typed of ['minutes\nhours', 'minutes\nhours = many', 'minutes\nhours = 0', '[a] x\n[a] y = 2']) {
      expect(readBy(units)(typed)).toBe(reason)
    }
  })

  it('show a condition as a sentence and read that', () => {
    const nested = {
      all: [
        { item: 'design', in: ['rct', 'cohort'] },
        {
          any: [
            { item: 'a', in: ['b'] },
            { item: 'c', in: ['d'] },
          ],
        },
      ],
    }
    const sentence = 'all of (design is rct or cohort; any of (a is b; c is d))'
    expect(condition.show({ type: 'condition' }, nested)).toBe(sentence)
    expect(readBy(condition)(sentence)).toEqual(nested)
    for (const typed of [
      'design',
      'design is',
      'all of ()',
      'all of (a is b',
      'a is b; c is d',
      'a is b)',
      'A is b',
      'all of ('.repeat(9_000),
    ]) {
      expect(readBy(condition)(typed)).toBe('This field takes a condition such as "design is rct or cohort".')
    }
  })

  it('take conditions for the same that only order or repeat their parts otherwise', () => {
    const isSame = (a: string, b: string) =>
      condition.isSame({ type: 'condition' }, ...([a, b].map(readBy(condition)) as unknown as [Condition, Condition]))
    expect(isSame('any of (a is b or c; d is e)', 'any of (d is e; a is c or b; d is e)')).toBe(true)
    expect(isSame('any of (a is b; d is e)', 'all of (a is b; d is e)')).toBe(false)
    expect(isSame('any of (a is b; d is e)', 'any of (a is b)')).toBe(false)
  })

  it('never make an id twice, nor one that plain objects have', () => {
    expect(idFor('constructor', new Set())).toBe('x')
    expect(idFor('x'.repeat(90), new Set())).toHaveLength(54)
    expect(idFor('A', new Set(['a', 'a-2']))).toBe('a-3')
  })
})
