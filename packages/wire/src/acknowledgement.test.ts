import { describe, expect, test } from 'vitest'
import { Acknowledgement } from './acknowledgement.ts'

const connected = (waiting = 0): Acknowledgement => {
  const account = new Acknowledgement(waiting)
  account.connected()
  return account
}

describe('saved means acknowledged', () => {
  test('nothing is settled before the first sync step 2 is acknowledged', () => {
    const account = connected()
    expect(account.isSettled).toBe(false)
    account.sentState()
    expect(account.isSettled).toBe(false)
    account.acknowledge(1)
    expect(account.isSettled).toBe(true)
  })

  test('a change waits until its own frame is acknowledged', () => {
    const account = connected()
    account.sentState()
    account.changed()
    account.sentUpdate()
    account.acknowledge(1)
    expect([account.waiting, account.isSettled]).toEqual([1, false])
    account.acknowledge(2)
    expect([account.waiting, account.isSettled]).toEqual([0, true])
  })

  test('changes made offline are covered by the next sync step 2, however many they are', () => {
    const account = connected()
    account.sentState()
    account.acknowledge(1)
    account.changed()
    account.changed()
    account.changed()
    expect(account.waiting).toBe(3)
    account.connected()
    account.sentState()
    account.acknowledge(1)
    expect([account.waiting, account.isSettled]).toEqual([0, true])
  })

  test('a frame sent before step 2 covers nothing by itself', () => {
    const account = connected()
    account.changed()
    account.connected()
    account.changed()
    account.sentUpdate()
    account.sentState()
    account.acknowledge(1)
    expect(account.waiting).toBe(2)
    account.acknowledge(2)
    expect(account.isSettled).toBe(true)
  })

  test('a drop forgets what was sent and not acknowledged', () => {
    const account = connected()
    account.sentState()
    account.changed()
    account.sentUpdate()
    account.connected()
    expect([account.waiting, account.isSettled]).toEqual([1, false])
  })

  test('a count beyond what was sent is taken as all of it', () => {
    const account = connected()
    account.sentState()
    account.acknowledge(7)
    account.changed()
    account.sentUpdate()
    expect(account.isSettled).toBe(false)
  })

  test('changes of an earlier visit wait from the start', () => {
    const account = connected(4)
    expect(account.waiting).toBe(4)
    account.sentState()
    account.acknowledge(1)
    expect(account.waiting).toBe(0)
  })
})
