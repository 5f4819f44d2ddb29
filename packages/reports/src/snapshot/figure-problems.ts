/** Every number of a snapshot computed again, and set beside the one that is printed. */
import type { SnapshotDerived, SnapshotFile, SnapshotStudy } from './format.ts'
import type { Problem } from './problem.ts'
import { pointer } from './shape.ts'

/** Every printed number that differs from the recomputed one, and everything that is too much or missing. */
export function figureProblems(
  { derived, state }: Pick<SnapshotFile, 'derived' | 'state'>,
  recomputed: SnapshotDerived,
): readonly Problem[] {
  return differences(derived, recomputed, []).map(({ path, printed, computed }) => ({
    where: path.reduce<string>(pointer, '/derived'),
    sentence: `${figureName(state.studies, recomputed, path)}: printed is ${shown(printed)}, recomputed from the answers ${shown(computed)}.`,
  }))
}

type Path = readonly (string | number)[]
type Difference = { readonly path: Path; readonly printed: unknown; readonly computed: unknown }

function differences(printed: unknown, computed: unknown, path: Path): readonly Difference[] {
  if (isNode(printed) && isNode(computed) && Array.isArray(printed) === Array.isArray(computed)) {
    const keys = [...new Set([...Object.keys(computed), ...Object.keys(printed)])]
    return keys.flatMap((key) => differences(own(printed, key), own(computed, key), [...path, key]))
  }
  return Object.is(printed, computed) ? [] : [{ path, printed, computed }]
}

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const own = (node: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(node, key) ? node[key] : undefined

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'nothing').slice(0, 80)

/** "Burke 1994, round 1, consensus points" */
function figureName(studies: readonly SnapshotStudy[], recomputed: SnapshotDerived, path: Path): string {
  const [kind, at, ...rest] = path
  if (kind === 'deviations') return 'The deviations'
  if (kind === 'agreement' || kind === 'extractionAgreement') {
    const agreement = recomputed[kind]?.[Number(at)]
    return `Agreement of ${agreement?.reviewers.join(' and ') ?? `pair ${at}`}, ${named(agreement, rest).join(' ')}`
  }
  const label = studies[Number(at)]?.label ?? `study ${at}`
  const [list, place, ...inside] = rest
  const isExtraction = list === 'extractions'
  const round = recomputed.studies[Number(at)]?.[isExtraction ? 'extractions' : 'assessments']?.[Number(place)]
  const form = isExtraction ? 'extraction, ' : ''
  return `${label}, ${form}round ${round?.round ?? place}, ${named(round, inside).join(' ')}`
}

/** The path with list places replaced by what stands there: its id, item, domain, reviewer or study. */
function named(value: unknown, path: Path): readonly string[] {
  const [first, ...rest] = path
  if (first === undefined) return []
  const inner = isNode(value) ? own(value, String(first)) : undefined
  const names = isNode(inner) ? ['id', 'item', 'domain', 'reviewer', 'study'].map((key) => own(inner, key)) : []
  const name = Array.isArray(value) ? names.find((candidate) => typeof candidate === 'string') : undefined
  return [String(name ?? first), ...named(inner, rest)]
}
