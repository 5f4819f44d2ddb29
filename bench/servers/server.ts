import type { Address } from '../client.ts'
import type { Dialect } from '../dialect.ts'
import type { Program } from '../pinned.ts'
import type { Room } from '../rooms.ts'

export type ServerName = 'tandem' | 'y-websocket-server' | 'hocuspocus'

/** A server as the bench sees it. */
export type Server = {
  readonly name: ServerName
  readonly dialect: Dialect
  /** New sockets a second while a measure only prepares; ours accepts only so many, to tame storms. */
  readonly connectsPerSecond: number
  readonly program: (place: { readonly folder: string; readonly port: number }) => Program
  /** Where a client with this Yjs client id connects. `window` tells the clients of one room apart. */
  readonly address: (port: number, room: Room, window: number, client: number) => Address
}
