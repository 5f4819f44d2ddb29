/**
 * Where somebody wanted to go before the sign-in page stopped them. The address says it (`/login?to=/r/demo`), and an
 * address can be written by anybody: only paths of this origin are followed, or a link to our own sign-in page would hand
 * people to a page that looks like ours.
 */

const PARAMETER = 'to'

/** What goes behind `/login`. @param here the address of the page that needs somebody signed in. */
export function searchFor(here: Pick<URL, 'pathname' | 'search'>): string {
  return here.pathname === '/' ? '' : `?${new URLSearchParams({ [PARAMETER]: here.pathname + here.search })}`
}

/** @param address of the sign-in page. @returns null: nowhere in particular, or somewhere that is not followed. */
export function wayBack(address: string): URL | null {
  const login = new URL(address)
  const wanted = login.searchParams.get(PARAMETER)
  if (wanted === null) return null
  const target = URL.parse(wanted, login.origin)
  // Compared after parsing, as the browser will: "//evil", "/\evil", "/<tab>/evil" and "javascript:" are all caught here.
  // An address of `blob:` has the origin of who made it, so the protocol is compared too.
  if (target === null || target.origin !== login.origin || target.protocol !== login.protocol) return null
  // "/.//evil" parses to the path "//evil" of this origin, which read once more would be another host.
  if (target.pathname.startsWith('//')) return null
  return target.pathname === login.pathname ? null : target
}
