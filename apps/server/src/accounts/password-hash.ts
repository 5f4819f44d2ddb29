/**
 * Passwords as argon2id hashes (RFC 9106), kept as PHC strings:
 *
 *   $argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>        base64 without padding
 *
 * 19 MiB, 2 passes and 1 lane are OWASP's first choice, 16 bytes of salt and 32 of hash those of the RFC. The parameters stand
 * in each string, so they can be raised: a hash with others than today's still verifies, and is made anew at the next
 * sign-in.
 *
 * A password is brought to NFKC first (SP 800-63B-4, 3.1.1.2): the same keys give the same bytes on every system. Nothing
 * is cut off.
 *
 * Node computes in its own threads, so the loop goes on meanwhile. A few at once are enough for people; behind them a short
 * queue, and whoever comes beyond it is told to come again.
 */
import { argon2, timingSafeEqual } from 'node:crypto'
import type { Random } from '../auth/secret.ts'

export type HashCost = { readonly memory: number; readonly passes: number; readonly parallelism: number }

/** KiB, passes, lanes. */
export const HASH_COST: HashCost = { memory: 19_456, passes: 2, parallelism: 1 }

const SALT_BYTES = 16
const HASH_BYTES = 32

export type PasswordHashing = {
  /** Null: too many wait already. */
  hash(password: string): Promise<string | null>
  /** Against a hash of nobody where there is none, so that it takes the same time. Null: too many wait already. */
  verify(password: string, stored: string | null): Promise<{ readonly fits: boolean; readonly isOld: boolean } | null>
}

export type HashingPorts = {
  readonly random: Random
  readonly limits: { readonly atOnce: number; readonly waiting: number }
  readonly cost?: HashCost
}

export function passwordHashing({ random, limits, cost = HASH_COST }: HashingPorts): PasswordHashing {
  const queue = new Queue(limits)
  const nobody: Parsed = { cost, salt: Buffer.from(random(SALT_BYTES)), hash: Buffer.from(random(HASH_BYTES)) }
  return {
    hash: (password) =>
      queue.run(async () => {
        const salt = Buffer.from(random(SALT_BYTES))
        return print({ cost, salt, hash: await compute(password, salt, cost) })
      }),
    verify: (password, stored) =>
      queue.run(async () => {
        const expected = stored === null ? nobody : parse(stored)
        const fits = timingSafeEqual(await compute(password, expected.salt, expected.cost), expected.hash)
        return { fits: fits && stored !== null, isOld: !isSameCost(expected.cost, cost) }
      }),
  }
}

type Parsed = { readonly cost: HashCost; readonly salt: Buffer; readonly hash: Buffer }

function compute(password: string, nonce: Buffer, cost: HashCost): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'), 'utf8')
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, tagLength: HASH_BYTES, ...cost }, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    )
  })
}

function print({ cost: { memory, passes, parallelism }, salt, hash }: Parsed): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`
}

/** @throws for what this file did not print. */
function parse(text: string): Parsed {
  const shape = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]{43})$/
  const [, memory, passes, parallelism, salt, hash] = shape.exec(text) ?? []
  if (salt === undefined || hash === undefined) throw new Error('a stored password hash is not one of ours')
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}

function isSameCost(a: HashCost, b: HashCost): boolean {
  return a.memory === b.memory && a.passes === b.passes && a.parallelism === b.parallelism
}

/** So many at once, so many waiting, in the order in which they came. */
class Queue {
  readonly #limits: HashingPorts['limits']
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(limits: HashingPorts['limits']) {
    this.#limits = limits
  }

  async run<Value>(work: () => Promise<Value>): Promise<Value | null> {
    if (this.#running < this.#limits.atOnce) this.#running += 1
    else if (this.#waiting.length < this.#limits.waiting) await new Promise<void>((go) => this.#waiting.push(go))
    else return null
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      // The next one takes over this place, so nobody can slip in between.
      if (next === undefined) this.#running -= 1
      else next()
    }
  }
}
