/**
 * For tests: a WebSocket by hand over TCP, so that any bytes at all can be sent, and nothing is answered unless the test
 * says so. What the server sends is taken apart as RFC 6455 says.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type ServerFrame = { readonly opcode: number; readonly payload: Buffer }

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export class RawSocket {
  readonly tcp: Socket
  readonly frames: ServerFrame[] = []
  /** The code of the server's close frame, or null if the connection ended without one. */
  readonly closeCode: Promise<number | null>
  /** The connection is over, in both directions. */
  readonly gone: Promise<void>
  #received = Buffer.alloc(0)
  #isOpen = false

  private constructor(port: number) {
    this.tcp = connect(port, '127.0.0.1')
    // A reset is an end like any other here.
    this.tcp.on('error', () => this.tcp.destroy())
    this.gone = new Promise((resolve) => this.tcp.once('close', () => resolve()))
    this.closeCode = new Promise((resolve) => {
      this.tcp.on('data', (bytes: Buffer) => {
        this.#take(bytes)
        const close = this.frames.find(({ opcode }) => opcode === OPCODE.close)
        if (close) resolve(close.payload.length < 2 ? 1005 : close.payload.readUInt16BE(0))
      })
      void this.gone.then(() => resolve(null))
    })
  }

  /** Resolves when the server has switched protocols. */
  static async open(port: number, path: string, headers: Readonly<Record<string, string>>): Promise<RawSocket> {
    const raw = new RawSocket(port)
    raw.tcp.write(upgradeRequest(port, path, headers))
    while (!raw.#isOpen) await once(raw.tcp, 'data')
    return raw
  }

  /** Reads again, to the end, what was not read while the connection was paused. */
  async ended(): Promise<void> {
    this.tcp.resume()
    await this.gone
  }

  /** Sends bytes as they stand. */
  send(bytes: Uint8Array): this {
    this.tcp.write(bytes)
    return this
  }

  #take(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes])
    if (!this.#isOpen) {
      const end = this.#received.indexOf('\r\n\r\n')
      if (end < 0) return
      if (!this.#received.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error('the upgrade was refused')
      this.#isOpen = true
      this.#received = this.#received.subarray(end + 4)
    }
    for (let frame = readFrame(this.#received); frame !== null; frame = readFrame(this.#received)) {
      this.frames.push(frame)
      this.#received = this.#received.subarray(frame.size)
    }
  }
}

export function upgradeRequest(port: number, path: string, headers: Readonly<Record<string, string>>): string {
  const all = {
    Host: `localhost:${port}`,
    Origin: `http://localhost:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': `${'A'.repeat(22)}==`,
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}

export type FrameParts = {
  readonly opcode: number
  readonly payload?: Uint8Array
  readonly isLast?: boolean
  /** The three reserved bits, as a number up to 7. */
  readonly reserved?: number
  readonly isMasked?: boolean
  /** What the frame says of its length, whatever its payload has. */
  readonly saidLength?: bigint
}

/** A frame as a client sends it, or as it should not. The mask is zero, so the payload stays readable. */
export function clientFrame(parts: FrameParts): Buffer {
  const { opcode, payload = new Uint8Array(), isLast = true, reserved = 0, isMasked = true, saidLength } = parts
  const first = (isLast ? 0x80 : 0) | (reserved << 4) | opcode
  const length = lengthBytes(saidLength ?? BigInt(payload.length))
  length[0] = (length[0] ?? 0) | (isMasked ? 0x80 : 0)
  return Buffer.concat([Buffer.from([first]), length, isMasked ? Buffer.alloc(4) : Buffer.alloc(0), payload])
}

function lengthBytes(length: bigint): Buffer {
  if (length < 126n) return Buffer.from([Number(length)])
  const bytes = Buffer.alloc(length < 65_536n ? 3 : 9)
  bytes[0] = length < 65_536n ? 126 : 127
  if (length < 65_536n) bytes.writeUInt16BE(Number(length), 1)
  else bytes.writeBigUInt64BE(length, 1)
  return bytes
}

/** The first frame of what has come from the server, if it is there in full. Servers do not mask. */
function readFrame(bytes: Buffer): (ServerFrame & { readonly size: number }) | null {
  if (bytes.length < 2) return null
  const short = bytes.readUInt8(1) & 0x7f
  const head = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < head) return null
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (bytes.length < head + length) return null
  return { opcode: bytes.readUInt8(0) & 0x0f, payload: bytes.subarray(head, head + length), size: head + length }
}
