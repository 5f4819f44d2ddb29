/**
 * From which network address a request comes. Behind a proxy every connection is the proxy's; it writes the address it saw at
 * the end of `X-Forwarded-For`. That is believed from proxies that the configuration names, and from nobody else: anybody can
 * send the header.
 */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** @param trusted addresses of proxies, as the configuration has them. */
export function clientAddresses(trusted: readonly string[]): (incoming: IncomingMessage) => string {
  const proxies = new Set(trusted.map(plain))
  return ({ socket, headers }) => {
    const connected = plain(socket.remoteAddress ?? '')
    if (!proxies.has(connected)) return connected
    const said = [headers['x-forwarded-for'] ?? []].flat().join(',')
    const hops = said.split(',').map((hop) => plain(hop.trim()))
    // From the end: what stands before the last untrusted address, whoever came with it has written themselves.
    const client = hops.findLast((hop) => !proxies.has(hop))
    return client !== undefined && isIP(client) !== 0 ? client : connected
  }
}

/** An IPv4 address in IPv6 form is the IPv4 address. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').toLowerCase()
}
