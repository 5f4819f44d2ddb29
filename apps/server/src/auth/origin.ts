/**
 * Which addresses are ours.
 *
 * A browser tells with each request where the page came from (Origin, Sec-Fetch-Site) and which host it asked (Host).
 *
 * - Requests that change something, and sockets, must come from our own page: no foreign page may act with our cookie
 *   (cross-site requests, cross-site WebSocket hijacking).
 * - They must ask for one of our hosts by name: a foreign name that was made to point at this machine (DNS rebinding)
 *   sends a matching Origin and `Sec-Fetch-Site: same-origin`, but its own Host.
 *
 * Both are exact lists, and Origin and Host must agree: alice.localhost and bob.localhost are both ours, yet one may not
 * act on the other.
 */
export type Addresses = {
  readonly publicUrl: URL
  readonly isHttps: boolean
  /** As in the Host header: name, and the port unless it is the scheme's own. */
  readonly hosts: ReadonlySet<string>
}

/** @param demoHosts names such as "alice.localhost", ours beside the public one. */
export function addressesOf(publicUrl: URL, demoHosts: readonly string[]): Addresses {
  const aliases = isLoopbackHost(publicUrl.hostname) ? ['localhost', '127.0.0.1', '[::1]', ...demoHosts] : []
  const hosts = [publicUrl.hostname, ...aliases].map((name) => withHostname(publicUrl, name).host)
  return { publicUrl, isHttps: publicUrl.protocol === 'https:', hosts: new Set(hosts) }
}

/** The same address on another host. */
export function withHostname(publicUrl: URL, hostname: string): URL {
  const url = new URL(publicUrl)
  url.hostname = hostname
  return url
}

/** localhost, *.localhost, 127.0.0.0/8 or ::1; without a port. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name.replace(/^\[(.*)\]$/, '$1'))
}

/** Of a connection: also an IPv4 address in IPv6 form. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address)
}

export type RequestHeaders = {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly secFetchSite: string | undefined
}

/** Whether a request that changes something comes from our own page. */
export function mayChange(addresses: Addresses, { host, origin, secFetchSite }: RequestHeaders): boolean {
  if (secFetchSite === undefined) return mayConnect(addresses, { host, origin })
  if (secFetchSite !== 'same-origin') return false
  return origin === undefined ? isOwnHost(addresses, host) : mayConnect(addresses, { host, origin })
}

/** Whether a socket is opened by our own page. Sockets always say their Origin. */
export function mayConnect(addresses: Addresses, { host, origin }: Pick<RequestHeaders, 'host' | 'origin'>): boolean {
  return isOwnHost(addresses, host) && origin === `${addresses.publicUrl.protocol}//${host}`
}

function isOwnHost(addresses: Addresses, host: string | undefined): boolean {
  return host !== undefined && addresses.hosts.has(host)
}
