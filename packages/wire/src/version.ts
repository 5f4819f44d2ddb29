/**
 * The version of the wire: sockets, HTTP and the layout of documents together. A page lives for days in somebody's tab
 * while the server is updated beneath it, so a server understands the version before its own as well. A page that is
 * older, or newer (after an update was taken back), is closed with `CLOSE.outdated` or answered with 426, and asks its
 * person to reload; what was typed is kept on the device first.
 *
 * Raise it with any change that a page of the version before would misread, or that misreads what such a page sends.
 */
export const WIRE_VERSION = 1

/** The oldest version that this server understands. */
const OLDEST = Math.max(1, WIRE_VERSION - 1)

/** HTTP header of our own client: the version of the wire that its page was built for. */
export const VERSION_HEADER = 'tandem-wire'

/**
 * @param said what a client says of itself, `null` for one that says nothing: a stock client, a script, a person with a
 *   browser's address line.
 */
export function isUnderstood(said: string | null): boolean {
  if (said === null) return true
  const version = /^\d{1,6}$/.test(said) ? Number(said) : NaN
  return version >= OLDEST && version <= WIRE_VERSION
}
