/**
 * Links carry their secret behind `#`, which browsers send to no server. The page reads it once and takes it out of its
 * address at once, so that it stays in no history, bookmark or picture of the screen.
 */
export function takeSecret(name: 'code' | 'token'): string | null {
  const secret = new URLSearchParams(location.hash.slice(1)).get(name)
  // Not with the router's own function: that one would keep the old address in its state.
  if (secret !== null) history.replaceState(history.state, '', location.pathname + location.search)
  // Cut off on its way, or with a full stop behind it: no whole link.
  return secret !== null && WHOLE.test(secret) ? secret : null
}

const WHOLE = /^[\w-]{20,100}$/
