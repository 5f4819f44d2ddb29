/**
 * Yjs updates (V1) made by hand: the generator must cost less than the servers it loads.
 *
 *   update   varUint clients, per client: varUint structs, varUint client, varUint clock, structs; then the delete set
 *   struct   info byte: the low bits 4 for a string, 0x80 where a left neighbour (client, clock) follows; where none
 *            does, 1 and the name of the root; then varString
 */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

export type Id = { readonly client: number; readonly clock: number }

/** A place to type at: a root text, and the character behind which it goes on; null in an empty text. */
export type Caret = { readonly text: string; readonly behind: Id | null }

/** Somebody who types one letter after the other, each an update of its own. */
export class Typist {
  readonly client: number
  #caret: Caret
  #clock = 0

  constructor(client: number, caret: Caret) {
    this.client = client
    this.#caret = caret
  }

  /** Letters typed so far. */
  get typed(): number {
    return this.#clock
  }

  next(): Uint8Array {
    const update = letterUpdate({ client: this.client, clock: this.#clock }, this.#caret)
    this.#caret = { ...this.#caret, behind: { client: this.client, clock: this.#clock } }
    this.#clock += 1
    return update
  }
}

function letterUpdate({ client, clock }: Id, { text, behind }: Caret): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const number of [1, 1, client, clock]) encoding.writeVarUint(encoder, number)
  if (behind === null) {
    encoding.writeUint8(encoder, 4)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, text)
  } else {
    encoding.writeUint8(encoder, 4 | 0x80)
    encoding.writeVarUint(encoder, behind.client)
    encoding.writeVarUint(encoder, behind.clock)
  }
  encoding.writeVarString(encoder, LETTERS[clock % LETTERS.length] ?? 'a')
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

const LETTERS = 'the assessors did not know who had been treated '

/** Calls back for every letter of every client that an update brings: `from` and up to `to` of its clocks. */
export function lettersIn(update: Uint8Array, heard: (client: number, from: number, to: number) => void): void {
  const { from, to } = Y.parseUpdateMeta(update)
  for (const [client, start] of from) heard(client, start, to.get(client) ?? start)
}
