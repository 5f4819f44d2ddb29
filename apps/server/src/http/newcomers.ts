/**
 * Connections on which nobody has signed in yet, per address: requests that are still coming in, pages being loaded,
 * sockets that are refused. Anybody can open them, so an address has only so many.
 *
 * Nobody is turned away for it: one more makes those go that have rested longest. An honest request is answered within
 * milliseconds, so whoever opens connections to keep them displaces themselves, also where a whole institution shares the
 * address. Once signed in, a connection counts no more.
 *
 * After a restart everybody comes at once, and a busy server takes up hundreds of connections before it reads the first
 * request. So only those that have rested for a while have to go, as long as there are not far too many.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

export type NewcomerLimits = {
  /** Of one address. */
  readonly resting: number
  /** Milliseconds after which one that is not being answered is resting. */
  readonly restingAfter: number
  /** Of one address, in all. */
  readonly atOnce: number
}

type Newcomer = {
  readonly socket: Duplex
  request: Pick<IncomingMessage, 'complete'> | null
  /** Milliseconds since 1970. */
  since: number
}

export class Newcomers {
  readonly #limits: NewcomerLimits
  readonly #clock: () => number
  /** By address, in the order in which they came to rest. */
  readonly #byAddress = new Map<string, Set<Newcomer>>()
  readonly #known = new WeakMap<Duplex, { readonly address: string; readonly newcomer: Newcomer }>()

  constructor(limits: NewcomerLimits, clock: () => number) {
    this.#limits = limits
    this.#clock = clock
  }

  arrive(socket: Duplex, remoteAddress: string): void {
    const address = networkOf(remoteAddress)
    const newcomer: Newcomer = { socket, request: null, since: this.#clock() }
    const others = this.#byAddress.get(address) ?? new Set()
    this.#makeRoom(others)
    this.#byAddress.set(address, others.add(newcomer))
    this.#known.set(socket, { address, newcomer })
    socket.once('close', () => this.forget(socket))
  }

  /** A request begins on this connection; the returned function is called when its answer has ended. */
  ask(socket: Duplex, request: NonNullable<Newcomer['request']>): () => void {
    const known = this.#known.get(socket)
    if (!known) return () => undefined
    const { address, newcomer } = known
    newcomer.request = request
    return () => {
      newcomer.request = null
      newcomer.since = this.#clock()
      const others = this.#byAddress.get(address)
      if (others?.delete(newcomer)) others.add(newcomer)
    }
  }

  /** Somebody has signed in on this connection, or it is gone. */
  forget(socket: Duplex): void {
    const known = this.#known.get(socket)
    if (!known) return
    this.#known.delete(socket)
    const others = this.#byAddress.get(known.address)
    others?.delete(known.newcomer)
    if (others?.size === 0) this.#byAddress.delete(known.address)
  }

  #makeRoom(others: ReadonlySet<Newcomer>): void {
    const { resting, restingAfter, atOnce } = this.#limits
    const restedBefore = this.#clock() - restingAfter
    for (const newcomer of [...others]) {
      if (others.size < resting) return
      if (others.size >= atOnce || (!isAnswered(newcomer) && newcomer.since <= restedBefore)) this.#dismiss(newcomer)
    }
  }

  #dismiss({ socket }: Newcomer): void {
    this.forget(socket)
    socket.destroy()
  }
}

/** A request that is still coming in is not being answered, however long it takes. */
const isAnswered = ({ request }: Newcomer): boolean => request?.complete === true

/** An IPv4 address, also in IPv6 form, as it is; of an IPv6 address its /64, for that is what one subscriber has. */
export function networkOf(address: string): string {
  const [, ipv4] = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  if (ipv4 !== undefined) return ipv4
  const [head = '', tail] = address.split('::')
  const [left, right] = [groupsOf(head), groupsOf(tail ?? '')]
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}

const groupsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(':'))
