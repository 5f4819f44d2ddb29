/**
 * The two wires, said from a client's side.
 *
 *   y-websocket   varUint type; 0 sync: varUint kind (0 step 1, 1 step 2, 2 update), varUint8Array
 *   tandem        the same, and from the server 100 ack (varUint count), 101 nack (varUint count, varString rule,
 *                 varString path), 102 grant
 *   hocuspocus    varString document first; then the same with 2 auth, 8 status (varUint: 1 applied)
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

export type Dialect = {
  /** What a client says when its socket is open; it knows nothing of the document yet. */
  readonly opening: (document: string) => readonly Uint8Array[]
  readonly step2: (document: string, update: Uint8Array) => Uint8Array
  readonly update: (document: string, update: Uint8Array) => Uint8Array
  readonly read: (frame: Uint8Array) => Message
}

export type Message =
  | { readonly type: 'step-1' }
  | { readonly type: 'step-2' | 'update'; readonly update: Uint8Array }
  /** Of so many in all, or of one more. */
  | { readonly type: 'ack'; readonly count: number | 'one' }
  | { readonly type: 'refused'; readonly why: string }
  | { readonly type: 'other' }

/** Of a document without content. */
const NO_STATE = Uint8Array.of(0)
const OTHER: Message = { type: 'other' }

export const yWebsocket: Dialect = {
  opening: () => [sync(null, 0, NO_STATE)],
  step2: (_, update) => sync(null, 1, update),
  update: (_, update) => sync(null, 2, update),
  read(frame) {
    const decoder = decoding.createDecoder(frame)
    switch (decoding.readVarUint(decoder)) {
      case 0:
        return readSync(decoder)
      case 100:
        return { type: 'ack', count: decoding.readVarUint(decoder) }
      case 101:
        return { type: 'refused', why: (decoding.readVarUint(decoder), decoding.readVarString(decoder)) }
      default:
        return OTHER
    }
  },
}

export const hocuspocus: Dialect = {
  opening: (document) => [authentication(document), sync(document, 0, NO_STATE)],
  step2: (document, update) => sync(document, 1, update),
  update: (document, update) => sync(document, 2, update),
  read(frame) {
    const decoder = decoding.createDecoder(frame)
    decoding.readVarString(decoder)
    switch (decoding.readVarUint(decoder)) {
      // 4: the same as 0, not to be answered with a step 1 of one's own.
      case 0:
      case 4:
        return readSync(decoder)
      case 8:
        return decoding.readVarUint(decoder) === 1
          ? { type: 'ack', count: 'one' }
          : { type: 'refused', why: 'not applied' }
      default:
        return OTHER
    }
  },
}

function readSync(decoder: decoding.Decoder): Message {
  const kind = decoding.readVarUint(decoder)
  if (kind === 0) return { type: 'step-1' }
  return { type: kind === 1 ? 'step-2' : 'update', update: decoding.readVarUint8Array(decoder) }
}

function sync(document: string | null, kind: number, bytes: Uint8Array): Uint8Array {
  return frame((encoder) => {
    if (document !== null) encoding.writeVarString(encoder, document)
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, bytes)
  })
}

/** Any token: that server is asked to check none. */
function authentication(document: string): Uint8Array {
  return frame((encoder) => {
    encoding.writeVarString(encoder, document)
    encoding.writeVarUint(encoder, 2)
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarString(encoder, 'token')
  })
}

function frame(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}
