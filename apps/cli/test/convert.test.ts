import { CONVERSIONS, EFFECTS } from '@tandem/statistics'
import { describe, expect, test } from 'vitest'
import type { Outcome } from '../src/command.ts'
import { run } from '../src/run.ts'

const convert = (...words: readonly string[]): Promise<Outcome> =>
  run(['convert', ...words], { directory: '.', stdin: (async function* () {})() })

describe('tandem convert', () => {
  test('lists every conversion and every effect', async () => {
    const { code, out } = await convert()
    expect(code).toBe(0)
    for (const { id } of [...CONVERSIONS, ...EFFECTS]) expect(out).toMatch(new RegExp(`^${id} +`, 'm'))
    expect(out).toContain('sd-from-se                SD from the standard error of a mean\n')
  })

  test('shows formula, source, inputs with what was assumed, result and notes', async () => {
    const { code, out, err } = await convert('sd-from-ci', 'lower=30', 'upper=34.2', 'n=25')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toBe(`SD from the confidence interval of a mean

formula  SD = √n × (upper - lower) / (2 × q), q the quantile of t with n - 1 degrees of freedom or of the normal
source   Cochrane Handbook 6.5.2.2 (7.7.3.2 of version 5.1)

Inputs

lower         30       lower limit
upper         34.2     upper limit
n             25       people in the group
level         0.95     level of the interval
distribution  by-size  distribution behind the interval

Result

sd  5.087459333  standard deviation
se  1.017491867  standard error of the mean

Note: Student's t with 24 degrees of freedom used: 2.06390.
`)
  })

  test('shows an effect on the scale of the analysis and as it is read', async () => {
    const { code, out } = await convert('effect-rr', 'a=4', 'n1=123', 'c=11', 'n2=139')
    expect(code).toBe(0)
    expect(out).toContain(`Result

ln RR           -0.8893113339
variance        0.325584765
standard error  0.5706003549
95 % interval   -2.007667479 to 0.2290448112
RR              0.4109386548
95 % interval   0.1343015708 to 1.257398383
`)
  })

  test('a difference is read as it is analysed, so it stands once', async () => {
    const { out } = await convert('effect-md', 'm1=5', 'sd1=2', 'n1=16', 'm2=3', 'sd2=3', 'n2=36')
    expect(out.match(/95 % interval/g)).toHaveLength(1)
    expect(out).toContain('MD              2\n')
    expect(out).not.toContain('zero cells')
  })

  test('says what was done about zero cells', async () => {
    expect((await convert('effect-or', 'a=0', 'n1=10', 'c=3', 'n2=12')).out).toContain(
      'zero cells      0.5 added to every cell\n',
    )
    expect((await convert('effect-rd', 'a=0', 'n1=10', 'c=0', 'n2=12')).out).toContain('for the variance alone\n')
  })

  test('takes negative numbers, and lists with commas', async () => {
    expect((await convert('se-from-p', 'difference=-17', 'p=3.2e-2')).out).toContain('difference  -17')
    const { out } = await convert('combine-means', 'n=10,20,15', 'mean=11.8,15.3,8.4', 'sd=2.4,3.2,4.1')
    expect(out).toContain('mean  11.8, 15.3, 8.4  mean of each group\n')
    expect(out).toContain('sd    4.502821786  standard deviation\n')
  })

  test('with a name alone it shows what is asked for', async () => {
    const { code, out } = await convert('sd-from-ci')
    expect(code).toBe(0)
    expect(out).toContain('n             people in the group               above 0\n')
    expect(out).toContain('by-size or t or normal; by-size if not given\n')
    expect((await convert('combine-means')).out).toContain('above 0, one per group\n')
    expect((await convert('hr-from-log-rank')).out).toContain('above 0; may be left out\n')
  })

  test('prints assumptions beside the result', async () => {
    expect((await convert('sd-of-change', 'baseline=10', 'final=12', 'r=0.6')).out).toContain(
      '\nAssumes: The correlation is taken from elsewhere',
    )
  })

  test('prints what can be stored and computed again with --json', async () => {
    const { code, out } = await convert('--json', 'sd-from-se', 'se=1.5', 'n=16')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      ok: true,
      conversion: 'sd-from-se',
      formula: 'SD = SE × √n',
      source: 'Cochrane Handbook 6.5.2.2',
      inputs: { se: 1.5, n: 16 },
      values: { sd: 6 },
      notes: [],
    })
    const effect = JSON.parse(
      (await convert('effect-md', 'm1=5', 'sd1=2', 'n1=16', 'm2=3', 'sd2=3', 'n2=36', '--json')).out,
    )
    expect(effect).toMatchObject({ measure: 'MD', estimate: 2, variance: 0.5, interval: { level: 0.95, estimate: 2 } })
  })

  test('prints the catalogue, or one form of it, as data with --json', async () => {
    const all = JSON.parse((await convert('--json')).out) as readonly { readonly id: string }[]
    expect(all.map(({ id }) => id)).toEqual([...CONVERSIONS, ...EFFECTS].map(({ id }) => id))
    expect(JSON.parse((await convert('sd-from-se', '--json')).out)).toEqual(all[0])
  })

  test.each<readonly [string, readonly string[], number, string]>([
    ['an unknown conversion', ['sd'], 2, '"sd" is no conversion. "tandem convert" lists them.'],
    ['a word that is no pair', ['sd-from-se', 'se'], 2, '"se" is no NAME=VALUE.'],
    ['an unknown input', ['sd-from-se', 'sd=1'], 2, '"sd" is no input. Inputs: se, n.'],
    ['a key that plain objects know', ['sd-from-se', '__proto__=1'], 2, '"__proto__" is no input. Inputs: se, n.'],
    ['an input twice', ['sd-from-se', 'se=1', 'se=2'], 2, 'se stands twice.'],
    ['a missing input', ['sd-from-se', 'se=1'], 2, 'n is missing: people in the group.'],
    ['no number', ['sd-from-se', 'se=1', 'n=many'], 2, 'n is not a number.'],
    ['an empty value', ['sd-from-se', 'se=1', 'n='], 2, 'n is not a number.'],
    ['a hexadecimal number', ['sd-from-se', 'se=1', 'n=0x10'], 2, 'n is not a number.'],
    ['a decimal comma', ['sd-from-se', 'se=1,5', 'n=4'], 2, 'se is not a number.'],
    ['no option', ['sd-from-range', 'min=1', 'max=2', 'n=5', 'method=best'], 2, 'method is one of exact, approximate.'],
    ['a number out of range', ['sd-from-se', 'se=1', 'n=-4'], 1, 'n has to be above 0.'],
    [
      'numbers that give no effect',
      ['effect-rr', 'a=0', 'n1=5', 'c=0', 'n2=5'],
      1,
      'Nobody had the event in either group: left out, for a ratio it says nothing.',
    ],
  ])('%s gets one plain sentence', async (_, words, code, sentence) => {
    expect(await convert(...words)).toEqual({ code, out: '', err: `tandem: ${sentence}\n` })
  })
})
