/** Cookies of ours. Lucia's own reader throws at a foreign cookie with a stray percent sign; ours need no decoding. */

export function cookieValue(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name && value) return value
  }
  return null
}

/**
 * A cookie beside the session's, with the same protection: no script and no other site can use it, and over https it is
 * bound to the host by its name.
 */
export type SideCookie = {
  /** @param seconds how long the browser keeps it. */
  set(value: string, seconds: number): string
  read(header: string | undefined): string | null
  readonly blank: string
}

export function sideCookie(kind: string, isHttps: boolean): SideCookie {
  const name = isHttps ? `__Host-tandem-${kind}` : `tandem-${kind}`
  const set = (value: string, seconds: number): string =>
    `${name}=${value}; HttpOnly; Max-Age=${seconds}; Path=/; SameSite=Strict${isHttps ? '; Secure' : ''}`
  return { set, read: (header) => cookieValue(header, name), blank: set('', 0) }
}
