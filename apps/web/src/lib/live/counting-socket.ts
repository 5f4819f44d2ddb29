/**
 * A WebSocket that reports the frames which the server acknowledges: sync step 2 and updates. Counting at the socket
 * counts what was sent, whoever sent it: y-websocket drops frames silently while it is not connected.
 */
import { SYNC } from '@tandem/wire'

// Of y-protocols/sync, inside a SYNC message. Step 1 (0) only asks, and is not acknowledged.
const STEP_2 = 1
const UPDATE = 2

export function countingSocket(onSent: (kind: 'state' | 'update') => void): typeof WebSocket {
  return class extends WebSocket {
    override send(frame: string | Blob | BufferSource): void {
      super.send(frame)
      // Both numbers are below 128, so each takes one byte.
      if (!(frame instanceof Uint8Array) || frame[0] !== SYNC) return
      if (frame[1] === STEP_2) onSent('state')
      else if (frame[1] === UPDATE) onSent('update')
    }
  }
}
