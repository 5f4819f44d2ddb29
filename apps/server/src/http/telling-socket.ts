/** Sockets that tell when the server closes them, whichever part of it does. */
import { WebSocket } from 'ws'
import type { Watch } from '../watch/watch.ts'

export function socketThatTells(tell: Watch['socketClosed']): typeof WebSocket {
  return class extends WebSocket {
    override close(code?: number, reason?: string | Buffer): void {
      // `ws` answers a close of the other side through here too, with that side's reason, as bytes. Ours are strings.
      const isOurs = typeof reason === 'string' && this.readyState === this.OPEN
      if (isOurs && code !== undefined) tell(code, reason)
      super.close(code, reason)
    }
  }
}
