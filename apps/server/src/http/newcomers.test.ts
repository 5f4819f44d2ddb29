import { describe, expect, it } from 'vitest'
import { networkOf } from './newcomers.ts'

describe('the network of an address', () => {
  it('is an IPv4 address itself, also where it comes in IPv6 form', () => {
    expect(networkOf('192.0.2.7')).toBe('192.0.2.7')
    expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7')
  })

  it('is the first half of an IPv6 address: a subscriber has all of the second', () => {
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2')
    expect(networkOf('2001:db8:1:2::6')).toBe('2001:db8:1:2')
    expect(networkOf('2001:db8::6')).toBe('2001:db8:0:0')
    expect(networkOf('::1')).toBe('0:0:0:0')
  })
})
