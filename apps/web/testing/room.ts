/**
 * A server's room in memory, behind a WebSocket of its own: the sync protocol with grants, acknowledgements and
 * refusals, delivered when the test says so.
 */
import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, type Encoder } from 'lib0/encoding'
import { ACK, GRANT, NACK, SYNC } from '@tandem/wire'
import { writeSyncStep1, writeSyncStep2, writeUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'

export class Room {
  readonly doc = new Y.Doc()
  readonly sockets = new Set<RoomSocket>()
  mode: 'read' | 'write' = 'write'
  /** Refuses every update with this rule. */
  refusal: string | null = null
  /** Keeps acknowledgements back until `release`. */
  holds = false
  isDown = false
  /** One per attempt, also where the server is down. */
  readonly attempts: string[] = []
  #held: (() => void)[] = []

  /** Put in the place of the global WebSocket. */
  readonly WebSocket: typeof globalThis.WebSocket = socketsOf(this)

  release(): void {
    const held = this.#held
    this.#held = []
    for (const send of held) send()
  }

  /** Closes all connections with this code; none in the form of a broken line. */
  closeAll(code = 1006): void {
    for (const socket of [...this.sockets]) socket.end(code)
  }

  accept(socket: RoomSocket): void {
    this.sockets.add(socket)
    socket.deliver((encoder) => {
      writeVarUint(encoder, GRANT)
      writeVarString(encoder, this.mode)
      writeVarUint(encoder, 1)
      writeVarString(encoder, '')
    })
    socket.deliver((encoder) => {
      writeVarUint(encoder, SYNC)
      writeSyncStep1(encoder, this.doc)
    })
  }

  receive(socket: RoomSocket, frame: Uint8Array): void {
    const decoder = createDecoder(frame)
    if (readVarUint(decoder) !== SYNC || socket.isRefused) return
    const kind = readVarUint(decoder)
    const content = readVarUint8Array(decoder)
    if (kind === 0) {
      socket.deliver((encoder) => {
        writeVarUint(encoder, SYNC)
        writeSyncStep2(encoder, this.doc, content)
      })
    } else this.#update(socket, content)
  }

  #update(socket: RoomSocket, update: Uint8Array): void {
    const isNew = Y.decodeUpdate(update).structs.length > 0
    const rule = this.refusal ?? (this.mode === 'read' ? 'document-is-writable' : null)
    if (isNew && rule !== null) {
      socket.isRefused = true
      socket.deliver((encoder) => {
        writeVarUint(encoder, NACK)
        writeVarUint(encoder, socket.accepted)
        writeVarString(encoder, rule)
        writeVarString(encoder, '')
      })
      return
    }
    socket.accepted += 1
    const count = socket.accepted
    const commit = (): void => {
      Y.applyUpdate(this.doc, update)
      socket.deliver((encoder) => {
        writeVarUint(encoder, ACK)
        writeVarUint(encoder, count)
      })
      for (const other of this.sockets) {
        if (other === socket) continue
        other.deliver((encoder) => {
          writeVarUint(encoder, SYNC)
          writeUpdate(encoder, update)
        })
      }
    }
    if (this.holds) this.#held.push(commit)
    else commit()
  }
}

class RoomSocket {
  readonly OPEN = 1
  readyState = 0
  binaryType = ''
  onopen: (() => void) | null = null
  onmessage: ((event: { data: Uint8Array }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onerror: (() => void) | null = null
  accepted = 0
  isRefused = false
  readonly #room: Room

  constructor(url: string, room: Room) {
    this.#room = room
    room.attempts.push(url)
    queueMicrotask(() => {
      if (room.isDown) return this.end(1006)
      this.readyState = this.OPEN
      this.onopen?.()
      room.accept(this)
    })
  }

  send(frame: Uint8Array): void {
    if (this.readyState === this.OPEN) this.#room.receive(this, frame)
  }

  close(): void {
    this.readyState = 3
    this.#room.sockets.delete(this)
  }

  end(code: number): void {
    this.close()
    this.onclose?.({ code, reason: '' })
  }

  deliver(write: (encoder: Encoder) => void): void {
    const encoder = createEncoder()
    write(encoder)
    const frame = toUint8Array(encoder)
    queueMicrotask(() => {
      if (this.readyState === this.OPEN) this.onmessage?.({ data: frame })
    })
  }
}

function socketsOf(room: Room): typeof globalThis.WebSocket {
  const Socket = class extends RoomSocket {
    constructor(url: string) {
      super(url, room)
    }
  }
  return Socket as unknown as typeof globalThis.WebSocket
}
