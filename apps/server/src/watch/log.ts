/**
 * The log: JSON lines with `time`, `level` and `doing`, and what each kind of line has beside them.
 *
 *   error  doing, error                    something failed that should not
 *   warn   doing "commit", seconds, …      a commit was slow
 *   warn   doing "policy", directive, …    a browser says that our page has broken its security policy
 *   info   doing "start", schema, port     doing "stop"
 *   info   doing "update", rule, bytes     an edit was refused
 *   info   doing "command", command, rule  a command was refused
 *   info   doing "socket", code, reason    the server closed a socket for what it did
 *   debug  doing "socket", …               any other close, and what goes wrong on the way to a client
 *
 * No line says who, or in which document: a refused edit beside a person's id would tell the reader of the log what a
 * blinded reviewer is at. Answers, names, titles, cookies and bytes of updates have no way in: lines are made of the
 * fields above alone, and errors are reduced to what `told` says.
 */
import { pino } from 'pino'
import { CLOSE } from '@tandem/wire'
import { WATCH_LIMITS } from '../limits.ts'
import { printable } from './printable.ts'
import type { Watch } from './watch.ts'

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export type LogPorts = {
  readonly level: LogLevel
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly write: (line: string) => void
}

export type Log = {
  readonly started: (facts: { readonly schema: number; readonly port: number; readonly wire: number }) => void
  readonly stopped: () => void
  readonly failed: (doing: string, error: unknown) => void
  readonly watch: Watch
}

export function createLog({ level, clock, write }: LogPorts): Log {
  const log = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(clock()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => write(printable(line)) },
  )
  return {
    started: (facts) => log.info({ doing: 'start', ...facts }),
    stopped: () => log.info({ doing: 'stop' }),
    // What a socket's peer does wrong is its own business; the rest is ours.
    failed: (doing, error) => log[doing === 'socket' ? 'debug' : 'error']({ doing, error: told(error) }),
    watch: {
      updateAccepted: () => undefined,
      updateRefused: (rule, bytes) => log.info({ doing: 'update', rule, bytes }),
      commandAnswered: (command, rule) => rule !== null && log.info({ doing: 'command', command, rule }),
      committed: (seconds, entries, isWritten) => {
        if (seconds >= WATCH_LIMITS.slowCommit) log.warn({ doing: 'commit', seconds, entries, isWritten })
      },
      policyBroken: (directive, blocked) => log.warn({ doing: 'policy', directive, blocked }),
      socketClosed: (code, reason) =>
        log[FOR_WHAT_IT_DID.has(code) ? 'info' : 'debug']({ doing: 'socket', code, reason }),
    },
  }
}

const FOR_WHAT_IT_DID: ReadonlySet<number> = new Set([CLOSE.malformed, CLOSE.overloaded, CLOSE.outdated])

export type ToldError = {
  readonly type: string
  readonly message: string
  /** Where it was thrown: the stack without its first lines, which repeat the message. */
  readonly stack: string
  readonly cause?: ToldError
}

/**
 * What may be told of an error. Its other properties may not: Node hangs the bytes of a bad request on one, SQL tools the
 * values of a statement, validators what they were given.
 */
export function told(error: unknown): ToldError {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: '' }
  const { name, stack = '', cause } = error
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const reduced = { type: name, message: messageOf(error), stack: frames.map((line) => line.trim()).join('\n') }
  return cause instanceof Error ? { ...reduced, cause: told(cause) } : reduced
}

/** V8 quotes the text that it could not parse, and Node the value that it did not want ("… Received 'value'"). */
function messageOf(error: Error): string {
  if (error instanceof SyntaxError) return 'unreadable text'
  return error.message.split(' Received ')[0] ?? ''
}
