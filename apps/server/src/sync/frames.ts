/**
 * Frames of the sync socket, both ways. The y-websocket protocol: a varUint message type, then
 *
 *   0 sync        varUint kind (0 step 1, 1 step 2, 2 update), varUint8Array
 *   1 awareness   varUint8Array of varUint count, then per entry varUint client, varUint clock, varString JSON
 *   3 query awareness, empty
 *
 * and ours of `@tandem/wire`. Clients may send 0, 1 and 3; everything else is malformed, and so is a frame with bytes
 * left over. Nothing is sized from a number on the wire before that many bytes were seen.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { ACK, AWARENESS, GRANT, NACK, QUERY_AWARENESS, SYNC } from '@tandem/wire'

export type ClientFrame =
  | { readonly type: 'step-1'; readonly stateVector: Uint8Array }
  | { readonly type: 'step-2'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly entry: PresenceEntry }
  | { readonly type: 'query-awareness' }

export type PresenceEntry = { readonly client: number; readonly clock: number; readonly state: string }

/** Null if the bytes are no frame that a client may send. */
export function readFrame(bytes: Uint8Array): ClientFrame | null {
  try {
    const decoder = decoding.createDecoder(bytes)
    const frame = read(decoder)
    return frame !== null && !decoding.hasContent(decoder) ? frame : null
  } catch {
    // Any throw of the decoder means the same: these bytes are no frame.
    return null
  }
}

function read(decoder: decoding.Decoder): ClientFrame | null {
  switch (decoding.readVarUint(decoder)) {
    case SYNC:
      return readSync(decoder)
    case AWARENESS:
      return readAwareness(decoding.createDecoder(decoding.readVarUint8Array(decoder)))
    case QUERY_AWARENESS:
      return { type: 'query-awareness' }
    default:
      return null
  }
}

function readSync(decoder: decoding.Decoder): ClientFrame | null {
  const kind = decoding.readVarUint(decoder)
  const bytes = decoding.readVarUint8Array(decoder)
  if (kind === 0) return { type: 'step-1', stateVector: bytes }
  if (kind === 1) return { type: 'step-2', update: bytes }
  return kind === 2 ? { type: 'update', update: bytes } : null
}

/** One state a frame: an honest client sends its own and nothing else. */
function readAwareness(decoder: decoding.Decoder): ClientFrame | null {
  if (decoding.readVarUint(decoder) !== 1) return null
  const client = decoding.readVarUint(decoder)
  const clock = decoding.readVarUint(decoder)
  const state = decoding.readVarString(decoder)
  return decoding.hasContent(decoder) ? null : { type: 'awareness', entry: { client, clock, state } }
}

export const step1Frame = (stateVector: Uint8Array): Uint8Array => syncFrame(0, stateVector)
export const step2Frame = (update: Uint8Array): Uint8Array => syncFrame(1, update)
export const updateFrame = (update: Uint8Array): Uint8Array => syncFrame(2, update)

function syncFrame(kind: number, bytes: Uint8Array): Uint8Array {
  return frame(SYNC, (encoder) => {
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, bytes)
  })
}

/** Without entries it says nothing, but tells a client that drops silent connections that this one lives. */
export function awarenessFrame(entries: readonly PresenceEntry[]): Uint8Array {
  const inner = encoding.createEncoder()
  encoding.writeVarUint(inner, entries.length)
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(inner, client)
    encoding.writeVarUint(inner, clock)
    encoding.writeVarString(inner, state)
  }
  return frame(AWARENESS, (encoder) => encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner)))
}

export const ackFrame = (count: number): Uint8Array => frame(ACK, (encoder) => encoding.writeVarUint(encoder, count))

export function nackFrame(count: number, rule: string, path: string): Uint8Array {
  return frame(NACK, (encoder) => {
    encoding.writeVarUint(encoder, count)
    encoding.writeVarString(encoder, rule)
    encoding.writeVarString(encoder, path)
  })
}

export function grantFrame(mode: 'read' | 'write', epoch: number, reason: string): Uint8Array {
  return frame(GRANT, (encoder) => {
    encoding.writeVarString(encoder, mode)
    encoding.writeVarUint(encoder, epoch)
    encoding.writeVarString(encoder, reason)
  })
}

function frame(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}
