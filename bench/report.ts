/** The results as a page to read. */
import { judge, type Judged } from './goals.ts'
import type { Figure } from './measures/measure.ts'
import { valuesOf, type MeasureResults, type Results } from './results.ts'
import type { ServerName } from './servers/server.ts'
import { pairedRatio, spread } from './statistics.ts'

const SERVERS: readonly ServerName[] = ['tandem', 'y-websocket-server', 'hocuspocus']
const BASELINE: ServerName = 'y-websocket-server'

export function reportOf(results: Results): string {
  return [
    `# Bench of ${results.startedAt.slice(0, 10)}`,
    conditions(results),
    '## Goals',
    goals(judge(results.measures)),
    '## Figures',
    READING,
    ...results.measures.flatMap((measure) => [`### ${measure.title}`, figures(measure), ...faults(measure)]),
    ...(results.profile === null ? [] : ['## Where our server spends its time at saturation', hotPath(results)]),
    '## What was compared',
    versions(results),
  ].join('\n\n')
}

const READING =
  'Median (least..most) over the repetitions; × is the median of the ratios to @y/websocket-server within each repetition. ' +
  'Latencies run from the sending of a letter to the moment when another client has it. ' +
  'Processor time and memory are those of the whole server process, as the kernel counts them.'

function conditions({ command, startedAt, endedAt, seed, machine, loadBefore, loadAfter, isQuick }: Results): string {
  const { processor, cores, memory, system, node, sync } = machine
  return table(
    ['', ''],
    [
      ['command', `\`${command}\`${isQuick ? ' (short phases: a look, no final word)' : ''}`],
      ['began, ended', `${startedAt}, ${endedAt}`],
      ['seed', String(seed)],
      ['machine', `${processor}, ${cores} cores, ${memory} GB, ${system}, Node ${node}`],
      ['disk', `a small write that lasts takes ${number(sync.p50)} ms (p50), ${number(sync.p99)} ms (p99)`],
      ['load before, after', `${loadBefore.map(number).join(' ')}, ${loadAfter.map(number).join(' ')}`],
      ['placement', 'each server alone on the first core, all clients on the second'],
    ],
  )
}

function goals(judged: readonly Judged[]): string {
  const rows = judged.map(({ goal, value, isMet }) => [
    goal.text,
    `${number(value)}${goal.as === 'ratio' ? '×' : ''}`,
    isMet ? 'met' : '**missed**',
  ])
  return table(['goal', 'measured', ''], rows)
}

function figures(measure: MeasureResults): string {
  const measured = SERVERS.filter((server) =>
    measure.figures.some(({ key }) => !valuesOf(measure, server, key).every(Number.isNaN)),
  )
  const rows = measure.figures.flatMap((figure) => {
    const cells = measured.map((server) => cell(measure, server, figure))
    return cells.every((text) => text === '') ? [] : [[label(figure), ...cells]]
  })
  return table([`${measure.repetitions.length} repetitions`, ...measured], rows)
}

const label = ({ label: text, unit }: Figure): string => (unit === '' ? text : `${text}, ${unit}`)

function cell(measure: MeasureResults, server: ServerName, { key, unit }: Figure): string {
  const values = valuesOf(measure, server, key)
  if (values.every(Number.isNaN)) return ''
  const { median, least, most } = spread(values)
  const range = least === most ? number(median) : `${number(median)} (${number(least)}..${number(most)})`
  // Counts and shares are read as they are.
  const isCompared = server !== BASELINE && unit !== ''
  const ratio = !isCompared ? null : pairedRatio(values, valuesOf(measure, BASELINE, key))
  return ratio === null || Number.isNaN(ratio.median) ? range : `${range} ×${number(ratio.median)}`
}

function faults({ repetitions }: MeasureResults): readonly string[] {
  const said = repetitions.flatMap((repetition, place) =>
    SERVERS.flatMap((server) => {
      const [first] = repetition[server].faults
      const more = repetition[server].faults.length - 1
      return first === undefined
        ? []
        : [`- Fault: ${server}, repetition ${place + 1}: ${first}${more > 0 ? `, and ${more} more` : ''}`]
    }),
  )
  return said.length === 0 ? [] : [said.join('\n')]
}

const HOT_FUNCTIONS = 30

/** Ours by all that they call, for that can be changed here; then every one by its own time. */
function hotPath({ profile }: Results): string {
  const all = profile ?? []
  const ours = all.filter(({ place }) => /^(apps|packages)\//.test(place)).sort((one, other) => other.inAll - one.inAll)
  const byOwn = all.toSorted((one, other) => other.own - one.own)
  return [
    table(
      ['own function', 'where', 'with all that it calls', 'itself'],
      ours.slice(0, HOT_FUNCTIONS).map((hot) => [`\`${hot.name}\``, hot.place, percent(hot.inAll), percent(hot.own)]),
    ),
    table(
      ['any function', 'where', 'itself'],
      byOwn.slice(0, HOT_FUNCTIONS).map((hot) => [`\`${hot.name}\``, hot.place, percent(hot.own)]),
    ),
  ].join('\n\n')
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

function versions({ versions: all }: Results): string {
  return table(['package', 'version'], Object.entries(all))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Three digits that mean something. */
function number(value: number): string {
  if (Number.isNaN(value)) return 'none'
  if (value === 0 || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}
