/**
 * The sync protocol: y-websocket's, at `/sync/:document`, with three messages more.
 *
 * A stock y-websocket client works and knows nothing of them. A client that adds `?tandem=<version>&client=<Yjs client id>`
 * gets acknowledgements, refusals with a reason instead of a bare close, and notice of its rights.
 */

/** Message types. 0 to 3 are y-websocket's; 2 (authentication) is never used here. */
export const SYNC = 0
export const AWARENESS = 1
export const QUERY_AWARENESS = 3
/** Server: varUint count. That many of this connection's updates (its sync step 2 included) are on disk. */
export const ACK = 100
/** Server: varUint count, varString rule, varString path. The update after `count` was refused; nothing more is read. */
export const NACK = 101
/** Server: varString mode ('read' | 'write'), varUint epoch, varString reason (a rule id, or empty). Sent at connect and when rights grow. */
export const GRANT = 102

/** Close codes. A stock client stops at 4400 to 4499 and retries at everything else. */
export const CLOSE = {
  /** Malformed frame or update. */
  malformed: 4400,
  /** Signed out, session expired or revoked. */
  signedOut: 4401,
  /** A right was lost. */
  rightLost: 4403,
  /** Document or review unknown or forbidden, alike. */
  notFound: 4404,
  /** The page was built for another version of the wire: reload it. */
  outdated: 4426,
  /** The client id belongs to another person. */
  clientIdTaken: 4409,
  /** A commit failed, or the server is stopping: come again. */
  tryAgain: 4503,
  /** Slow reader, or too many connections. */
  overloaded: 1013,
} as const

/** Query parameters of our own client, on every socket. The first one's value is the version of the wire it speaks. */
export const TANDEM_PARAMETER = 'tandem'
export const CLIENT_PARAMETER = 'client'
