/** What a backup does with a database, said without naming one. */
export type DatabaseFiles = {
  /** The database of a data folder as of one moment, as one file; beside a running server. */
  readonly copy: (folder: string, target: string) => void
  readonly facts: (path: string) => DatabaseFacts
  /** Looks at every byte that means something. Rejects where one is not what was written. */
  readonly examine: (path: string) => Promise<void>
  /** Brings a file of an earlier version to this one. */
  readonly bringForward: (path: string) => void
  /** Makes a copy the one that is worked with from now on: see the implementation. */
  readonly takeOver: (path: string, how: { readonly now: number; readonly keepsSessions: boolean }) => void
}

export type DatabaseFacts = {
  readonly schema: number
  /** Rows of each table. */
  readonly counts: Readonly<Record<string, number>>
  readonly heads: readonly Head[]
}

/** Where the log of a review has come to: `head` changes if anything before it does. 64 hexadecimal digits. */
export type Head = { readonly review: string; readonly seq: number; readonly head: string }
