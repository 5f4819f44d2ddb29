/**
 * Whether the server answers. The browser's own word ("offline") is only a hint: a server on this machine or in this
 * building answers all the same, and a stalled network says nothing.
 */
export async function isReachable(patience = 2_500): Promise<boolean> {
  try {
    await fetch('/api/session', { signal: AbortSignal.timeout(patience), cache: 'no-store' })
    return true
  } catch {
    return false
  }
}
