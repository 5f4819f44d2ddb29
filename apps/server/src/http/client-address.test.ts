import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { clientAddresses } from './client-address.ts'

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as IncomingMessage

describe('the address of a client', () => {
  const direct = clientAddresses([])
  const behind = clientAddresses(['127.0.0.1', '10.0.0.1'])

  it('is that of its connection, whatever it says of itself', () => {
    expect(direct(from('192.0.2.7', '198.51.100.1'))).toBe('192.0.2.7')
    expect(behind(from('192.0.2.7', '198.51.100.1'))).toBe('192.0.2.7')
    expect(direct(from('::ffff:192.0.2.7'))).toBe('192.0.2.7')
  })

  it('behind a trusted proxy is the last one that is no trusted proxy', () => {
    expect(behind(from('127.0.0.1', '198.51.100.1'))).toBe('198.51.100.1')
    expect(behind(from('::ffff:127.0.0.1', '203.0.113.9, 198.51.100.1, 10.0.0.1'))).toBe('198.51.100.1')
    expect(behind(from('127.0.0.1', '2001:DB8::1'))).toBe('2001:db8::1')
  })

  it('is the proxy’s own where it says nothing, or nonsense', () => {
    for (const forwarded of [undefined, '', 'unknown', '<b>', '10.0.0.1'])
      expect(behind(from('127.0.0.1', forwarded))).toBe('127.0.0.1')
  })
})
