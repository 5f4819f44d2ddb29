import { describe, expect, it } from 'vitest'
import { SessionSockets } from './session-sockets.ts'

describe('the sockets of a session', () => {
  it('close when it ends, and no others', () => {
    const sockets = new SessionSockets()
    const closed: string[] = []
    for (const [session, name] of [
      ['s1', 'a'],
      ['s1', 'b'],
      ['s2', 'c'],
    ] as const) {
      sockets.add(session, () => void closed.push(name))
    }
    sockets.end('s1')
    expect(closed).toEqual(['a', 'b'])
    expect(sockets.sessions).toEqual(['s2'])
    sockets.end('s1')
    expect(closed).toEqual(['a', 'b'])
  })

  it('are forgotten when they have closed by themselves', () => {
    const sockets = new SessionSockets()
    const closed: string[] = []
    const forgetA = sockets.add('s1', () => void closed.push('a'))
    const forgetB = sockets.add('s1', () => void closed.push('b'))
    forgetA()
    sockets.end('s1')
    expect(closed).toEqual(['b'])
    forgetB()
    expect(sockets.sessions).toEqual([])
  })

  it('that close while the session ends, as sockets do, disturb nobody', () => {
    const sockets = new SessionSockets()
    const closed: string[] = []
    const forgets = ['a', 'b'].map((name) =>
      sockets.add('s1', () => {
        closed.push(name)
        for (const forget of forgets) forget()
      }),
    )
    sockets.end('s1')
    expect(closed).toContain('a')
    expect(sockets.sessions).toEqual([])
  })

  it('of a later session with the same id stay when a forgotten one leaves', () => {
    const sockets = new SessionSockets()
    const forgetOld = sockets.add('s1', () => undefined)
    sockets.end('s1')
    sockets.add('s1', () => undefined)
    forgetOld()
    expect(sockets.sessions).toEqual(['s1'])
  })

  it('count the sessions that ended, with sockets or without', () => {
    const sockets = new SessionSockets()
    const before = sockets.endings
    sockets.end('nobody')
    expect(sockets.endings).toBe(before + 1)
  })
})
