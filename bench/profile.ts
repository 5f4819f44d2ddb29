/** A V8 processor profile, summed up: which functions had the processor, themselves and with all that they called. */

export type HotFunction = {
  readonly name: string
  readonly place: string
  /** Shares of the time that was not idle. */
  readonly own: number
  readonly inAll: number
}

/** What `node --cpu-prof` writes, as far as it is read here. */
export type CpuProfile = {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
    readonly children?: readonly number[]
  }[]
  readonly samples: readonly number[]
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[]
}

type Times = { own: number; inAll: number }

/** @param lastSeconds leaves out what was before: the start is no part of the load. */
export function hotFunctions(profile: CpuProfile, lastSeconds: number): readonly HotFunction[] {
  const stacks = stacksOf(profile)
  const times = new Map<string, Times>()
  let busy = 0
  for (const { sample, time } of samplesOfEnd(profile, lastSeconds)) {
    const stack = stacks.get(sample) ?? []
    const [top] = stack
    if (top === undefined || top.startsWith('(idle)')) continue
    busy += time
    timesOf(times, top).own += time
    // A function that calls itself counts once.
    for (const key of new Set(stack)) timesOf(times, key).inAll += time
  }
  return [...times].map(([key, { own, inAll }]) => {
    const [name = '', place = ''] = key.split('\t')
    return { name, place, own: own / busy, inAll: inAll / busy }
  })
}

function timesOf(times: Map<string, Times>, key: string): Times {
  const known = times.get(key) ?? { own: 0, inAll: 0 }
  times.set(key, known)
  return known
}

/** The functions of each node and of its callers, innermost first. */
function stacksOf({ nodes }: CpuProfile): ReadonlyMap<number, readonly string[]> {
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  const keys = new Map(
    nodes.map(({ id, callFrame }) => [id, `${callFrame.functionName || '(anonymous)'}\t${placeOf(callFrame)}`]),
  )
  const stackOf = (id: number | undefined): string[] =>
    id === undefined ? [] : [keys.get(id) ?? '', ...stackOf(callers.get(id))]
  return new Map(nodes.map(({ id }) => [id, stackOf(id)]))
}

function samplesOfEnd({ samples, timeDeltas }: CpuProfile, lastSeconds: number) {
  let left = lastSeconds * 1e6
  let first = samples.length
  while (first > 0 && left > 0) {
    first -= 1
    left -= timeDeltas[first] ?? 0
  }
  return samples.slice(first).map((sample, index) => ({ sample, time: timeDeltas[first + index] ?? 0 }))
}

/** From the folder of the package or of the repository on. */
function placeOf({ url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  if (url === '') return 'native'
  const path = /(?:node_modules\/(?!.*node_modules\/)|(?=(?:apps|packages)\/)|^(?=node:))(.*)$/.exec(url)?.[1] ?? url
  return `${path}:${lineNumber + 1}`
}
