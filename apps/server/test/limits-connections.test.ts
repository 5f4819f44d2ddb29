/** Who may hold a connection, how many, and for how long, over real sockets. Times are held or short, never waited for. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { CLOSE } from '@tandem/wire'
import { HTTP_LIMITS, SOCKET_LIMITS } from '../src/limits.ts'
import { alice, bob, reviewId } from '../src/testing/house.ts'
import { HeldTime } from '../src/testing/held-time.ts'
import { OPCODE, RawSocket, clientFrame, upgradeRequest } from '../src/testing/raw-socket.ts'
import { SocketClient, presenceFrame } from '../src/testing/socket-client.ts'
import { startTestServer, type Connected, type TestServer, type TestServerOptions } from '../src/testing/test-server.ts'
import { startWholeServer, type WholeServer, type WholeServerOptions } from '../src/testing/whole-server.ts'

let running: TestServer
const tcps: Socket[] = []
afterEach(async () => {
  for (const tcp of tcps.splice(0)) tcp.destroy()
  await running.stop()
})

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  return (running = await startTestServer({ client: { 'index.html': '<!doctype html>' }, ...options }))
}

async function startWhole(options: WholeServerOptions = {}): Promise<WholeServer> {
  const server = await startWholeServer(options)
  running = server
  return server
}

const silent = (): void => undefined

/** A connection that has sent these bytes and waits. */
async function half(text: string): Promise<Socket> {
  const tcp = connect(running.port, '127.0.0.1')
  tcps.push(tcp)
  // A connection that is reset has ended too; the tests look at that.
  tcp.on('error', silent)
  tcp.resume()
  await once(tcp, 'connect')
  tcp.write(text)
  return tcp
}

/** A connection on which somebody has signed in; each call is one more request on it. */
async function signedInConnection(): Promise<() => Promise<string>> {
  const cookie = await running.signIn('alice')
  const tcp = await half('')
  const ask = async (): Promise<string> => {
    tcp.write(`GET /api/reviews HTTP/1.1\r\nHost: localhost:${running.port}\r\nCookie: ${cookie}\r\n\r\n`)
    const [answer] = (await once(tcp, 'data')) as [Buffer]
    return answer.toString().slice(0, 15)
  }
  expect(await ask()).toBe('HTTP/1.1 200 OK')
  return ask
}

/** A reset is an end like any other here. */
const ended = (tcp: Socket): Promise<void> => new Promise((resolve) => tcp.once('close', () => resolve()))

const isOpen = (tcp: Socket): boolean => !tcp.destroyed && !tcp.readableEnded

describe('connections on which nobody has signed in', () => {
  const HALF = 'GET / HTTP/1.1\r\nHost: localhost\r\n'
  const { resting, restingAfter } = HTTP_LIMITS.newcomers

  async function open(count: number): Promise<Socket[]> {
    const tcps: Socket[] = []
    for (let index = 0; index < count; index += 1) tcps.push(await half(HALF))
    return tcps
  }

  it(`may be ${resting} of one address; one more displaces the one that has rested longest, and is served`, async () => {
    const time = new HeldTime()
    await start({ clock: time.clock })
    const ask = await signedInConnection()
    const rested = await open(resting)
    await ask()
    time.pass(restingAfter)
    expect(rested.filter(isOpen)).toHaveLength(resting)
    const displaced = ended(rested[0] as Socket)
    const one = await half('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    await Promise.all([displaced, ended(one)])
    expect(rested.filter(isOpen)).toHaveLength(resting - 1)
    expect(await ask()).toBe('HTTP/1.1 200 OK')
  })

  it('may be more as long as none of them has rested: everybody comes at once after a restart', async () => {
    const time = new HeldTime()
    await start({ clock: time.clock })
    const ask = await signedInConnection()
    const coming = await open(4 * resting)
    time.pass(restingAfter - 1)
    coming.push(...(await open(1)))
    await ask()
    expect(coming.filter(isOpen)).toHaveLength(4 * resting + 1)
    time.pass(1)
    const displaced = coming.slice(0, 3 * resting + 2).map(ended)
    await open(1)
    await Promise.all(displaced)
    await ask()
    expect(coming.filter(isOpen)).toHaveLength(resting - 1)
  })

  it('are never more than a storm has', async () => {
    await start({ httpLimits: { newcomers: { resting: 2, restingAfter: 60_000, atOnce: 5 } } })
    const ask = await signedInConnection()
    const coming = await open(5)
    await ask()
    expect(coming.filter(isOpen)).toHaveLength(5)
    const displaced = ended(coming[0] as Socket)
    await open(1)
    await displaced
    await ask()
    expect(coming.filter(isOpen)).toHaveLength(4)
  })

  const TWO = { newcomers: { resting: 2, restingAfter: 0, atOnce: 100 } }

  it('count no more once somebody has, by a request or a socket', async () => {
    await start({ sync: silent, httpLimits: TWO })
    const cookie = await running.signIn('alice')
    const asks = [await signedInConnection(), await signedInConnection(), await signedInConnection()]
    const sockets = []
    for (const document of ['d1', 'd2', 'd3', 'd4'])
      sockets.push(await running.connect(`/sync/${document}`, { cookie }))
    const coming = await open(2)
    const displaced = ended(coming[0] as Socket)
    await open(1)
    await displaced
    for (const ask of asks) expect(await ask()).toBe('HTTP/1.1 200 OK')
    for (const connected of sockets) {
      if (connected.kind !== 'upgraded') throw new Error('refused')
      expect(connected.socket.readyState).toBe(connected.socket.OPEN)
    }
  })

  it('count while a body is still coming in: a slow one is displaced, a request that is being answered is not', async () => {
    const [asked, answering] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    await start({ httpLimits: TWO })
    const { validate } = running.sessions
    // Held where it is asked who this is: a request being answered on which nobody has signed in.
    running.sessions.validate = async (cookies) => (asked.resolve(), await answering.promise, validate(cookies))
    const honest = await half('GET /api/reviews HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    await asked.promise
    const host = `localhost:${running.port}`
    const slow = await half(
      `POST /api/demo/sign-in HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nContent-Type: application/json\r\nContent-Length: 99\r\nExpect: 100-continue\r\n\r\n`,
    )
    // Only now has the server begun with it.
    await once(slow, 'data')
    const displaced = ended(slow)
    await open(1)
    await displaced
    expect(isOpen(honest)).toBe(true)
    const answer = once(honest, 'data')
    answering.resolve()
    expect(String((await answer)[0])).toMatch(/^HTTP\/1.1 401/)
  })
})

describe('a request', () => {
  const never = 600_000
  for (const [name, text, limits] of [
    ['that never begins', '', { headers: 40, request: never }],
    ['whose headers never end', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: ', { headers: 40, request: never }],
    [
      'whose body never ends',
      'POST /api/session/end HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx',
      { headers: 40, request: 80 },
    ],
  ] as const) {
    it(`${name} is given up in time`, async () => {
      await start({ httpLimits: { ...limits, slowRequestCheck: 10 } })
      const tcp = await half(text)
      await ended(tcp)
    })
  }
})

describe('a socket without a session', () => {
  it('is gone after the time for closing, although the other side never answers', async () => {
    await start({ socketLimits: { closing: 50 } })
    const raw = await RawSocket.open(running.port, '/sync/d1', {})
    expect(await raw.closeCode).toBe(CLOSE.signedOut)
    await raw.gone
  })

  it('is gone then too although the other side goes on sending', async () => {
    await start({ socketLimits: { closing: 50 } })
    const raw = await RawSocket.open(running.port, '/sync/d1', {})
    const sending = setInterval(
      () => raw.send(clientFrame({ opcode: OPCODE.binary, payload: new Uint8Array(1_000) })),
      1,
    )
    await raw.gone
    clearInterval(sending)
    expect(await raw.closeCode).toBe(CLOSE.signedOut)
  })

  it('may be asked for before the answer to the upgrade has come, with frames behind it, and reads none of them', async () => {
    let isReached = false
    await start({ sync: () => void (isReached = true), socketLimits: { closing: 50 } })
    const tcp = await half(upgradeRequest(running.port, '/sync/d1', {}))
    tcp.write(clientFrame({ opcode: OPCODE.binary, payload: new Uint8Array([3]) }))
    await ended(tcp)
    expect(isReached).toBe(false)
  })
})

describe('a socket whose other side has vanished', () => {
  const { every, answer } = SOCKET_LIMITS.heartbeat

  it('is cut within 30 s, and the others see nobody there any more', async () => {
    const time = new HeldTime()
    const server = await startWhole({ clock: time.clock, later: time.later })
    const document = await server.consensus()
    const other = await server.client(bob, document)
    const vanishing = new SocketClient(server.port, await server.signIn('alice'), document, { autoPong: false })
    await vanishing.until(() => vanishing.isSynced)
    const client = vanishing.doc.clientID
    vanishing.send(presenceFrame([[client, 1, JSON.stringify({ field: 'sites' })]]))
    await other.until(() => other.presence.some((entry) => entry.client === client))
    const pinged = Promise.all([once(vanishing.socket, 'ping'), once(other.socket, 'ping')])
    time.pass(every)
    await pinged
    // The honest one's answer has to be heard before time goes on.
    await other.set('sites', 'one').saved()
    time.pass(answer)
    expect(every + answer).toBeLessThanOrEqual(30_000)
    expect(await vanishing.closed).toBe(1006)
    await other.until(() => other.presence.some((entry) => entry.client === client && entry.state === null))
    await other.set('sites', 'two').saved()
  })

  it('stays where it answers, for as long as it does', async () => {
    const time = new HeldTime()
    const server = await startWhole({ clock: time.clock, later: time.later })
    const client = await server.client(alice, await server.draft(alice))
    for (let round = 0; round < 5; round += 1) {
      const pinged = once(client.socket, 'ping')
      time.pass(round === 0 ? every : every - answer)
      await pinged
      // Sent behind the pong, so the pong has been heard when this is saved.
      await client.set('blind/note', `round ${round}`).saved()
      time.pass(answer)
    }
    expect(client.code).toBeNull()
  })

  it('stays by its pong alone', async () => {
    const time = new HeldTime()
    const ponged = Promise.withResolvers<void>()
    await start({
      sync: (socket) => void socket.once('pong', () => ponged.resolve()),
      clock: time.clock,
      later: time.later,
    })
    const connected = await running.connect('/sync/d1', { cookie: await running.signIn('alice') })
    if (connected.kind !== 'upgraded') throw new Error('refused')
    time.pass(every)
    await ponged.promise
    time.pass(answer)
    const pingedAgain = once(connected.socket, 'ping')
    time.pass(every - answer)
    await pingedAgain
  })

  it('leaves no timer behind', async () => {
    const time = new HeldTime()
    await start({ sync: silent, clock: time.clock, later: time.later })
    const connected = await running.connect('/sync/d1', { cookie: await running.signIn('alice') })
    if (connected.kind !== 'upgraded') throw new Error('refused')
    expect(time.waiting).toBe(1)
    connected.socket.close()
    await connected.closed
    expect(time.waiting).toBe(0)
  })
})

describe('a socket on which nothing happens', () => {
  afterEach(() => void vi.useRealTimers())

  it('hears something of the server in less than 30 s, for stock clients give up then', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const server = await startWhole()
    const client = await server.client(alice, await server.draft(alice))
    const feed = await running.connect(`/live/${reviewId}`, { cookie: await running.signIn('alice') })
    if (feed.kind !== 'upgraded') throw new Error('refused')
    const told: string[] = []
    feed.socket.on('message', (data) => told.push(String(data)))
    await client.saved()
    const before = client.received.length
    vi.advanceTimersByTime(29_000)
    await client.until(() => client.received.length > before)
    while (!told.some((text) => text.includes('still-here'))) await once(feed.socket, 'message')
  })
})

describe('pings of the other side', () => {
  const { burst } = SOCKET_LIMITS.pings

  it(`are answered up to ${burst} at once; one more closes the connection`, async () => {
    const time = new HeldTime()
    await start({ sync: silent, clock: time.clock, later: time.later, socketLimits: { closing: 50 } })
    const raw = await RawSocket.open(running.port, '/sync/d1', { Cookie: await running.signIn('alice') })
    const ping = clientFrame({ opcode: OPCODE.ping, payload: Buffer.from('hello') })
    raw.send(Buffer.concat(Array.from({ length: burst }, () => ping)))
    while (raw.frames.length < burst) await once(raw.tcp, 'data')
    expect(new Set(raw.frames.map(({ opcode, payload }) => `${opcode} ${payload}`))).toEqual(new Set(['10 hello']))
    raw.send(ping)
    expect(await raw.closeCode).toBe(CLOSE.overloaded)
  })
})

describe('a storm of reconnects', () => {
  it('of 200 clients at once lets everybody in within seconds, and nobody starves', async () => {
    const time = new HeldTime()
    await start({ sync: silent, clock: time.clock, later: time.later })
    const people = ['alice', 'bob', 'carol', 'dana']
    const cookies = new Map<string, string>()
    for (const person of people) cookies.set(person, await running.signIn(person))
    let waiting = Array.from({ length: 200 }, (_, index) => people[index % people.length] as string)
    const rounds: number[] = []
    while (waiting.length > 0) {
      const sockets = await Promise.all(
        waiting.map(async (person) => {
          return [person, await running.connect('/sync/d1', { cookie: cookies.get(person) as string })] as const
        }),
      )
      const refused = await Promise.all(
        sockets.map(async ([person, socket]) => ((await isLet(socket)) ? null : person)),
      )
      const again = refused.filter((person) => person !== null)
      // In each round each person gets their share.
      for (const person of people) {
        const [before, after] = [waiting, again].map((list) => list.filter((one) => one === person).length)
        expect((before ?? 0) - (after ?? 0)).toBe(Math.min(before ?? 0, SOCKET_LIMITS.acceptsPerSecondAndPerson))
      }
      rounds.push(waiting.length)
      waiting = again
      time.pass(1_000)
    }
    expect(rounds).toEqual([200, 40])
  })
})

/** Whether the server keeps a socket: it answers a ping there, and closes (1013) the one that it does not take. */
async function isLet(connected: Connected): Promise<boolean> {
  if (connected.kind === 'refused') throw new Error('refused')
  const { socket, closed } = connected
  const ponged = new Promise<null>((resolve) => socket.once('pong', () => resolve(null)))
  if (socket.readyState === socket.OPEN) socket.ping()
  const code = await Promise.race([closed, ponged])
  if (code !== null) expect(code).toBe(CLOSE.overloaded)
  return code === null
}
