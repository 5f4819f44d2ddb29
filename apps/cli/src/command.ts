/** What a command is, and how it ends. Expected refusals are values; only bugs throw. */
export type Command = {
  readonly name: string
  /** E.g. "score INSTRUMENT FILE [--json]". */
  readonly usage: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What the person should know beyond the usage line. */
  readonly details: readonly string[]
  readonly options: Readonly<Record<string, { readonly type: 'boolean' | 'string' }>>
  /** How many arguments it takes; a number is exactly so many. */
  readonly arguments: number | { readonly from: number; readonly to: number }
  readonly run: (request: Request, world: World) => Promise<Outcome>
}

export type Request = {
  readonly arguments: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | undefined>>
}

/** What a command may touch of the outside. */
export type World = {
  /** Where relative file names begin. */
  readonly directory: string
  readonly stdin: AsyncIterable<Uint8Array | string>
}

export type Outcome = {
  /** 0: done. 1: a file was refused or did not verify. 2: the command line is wrong. */
  readonly code: 0 | 1 | 2
  readonly out: string
  readonly err: string
}

export const done = (out: string): Outcome => ({ code: 0, out, err: '' })

export const refused = (sentence: string): Outcome => ({ code: 1, out: '', err: `tandem: ${sentence}\n` })

export const misused = (sentence: string): Outcome => ({ code: 2, out: '', err: `tandem: ${sentence}\n` })
