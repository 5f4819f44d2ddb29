/** HTTP as attackers write it, byte for byte: two readings of one request, methods and addresses that tell of the inside. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../src/testing/test-server.ts'

const PAGE = '<!doctype html><title>Tandem</title>'

let server: TestServer
beforeEach(async () => {
  server = await startTestServer({ client: { 'index.html': PAGE }, isDemo: false })
})
afterEach(() => server.stop())

/** All that comes back until the server closes the connection. */
async function answersTo(request: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(request)
  return text(socket)
}

const statuses = (answers: string): readonly string[] =>
  [...answers.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status = '']) => status)

const post = (headers: readonly string[], body: string): string =>
  [
    'POST /api/session/end HTTP/1.1',
    `Host: localhost:${server.port}`,
    `Origin: http://localhost:${server.port}`,
    ...headers,
    '',
    body,
  ].join('\r\n')

/** What a proxy could take for the body of the first request. */
const HIDDEN = 'GET /api/session HTTP/1.1\r\nHost: localhost\r\n\r\n'

describe('a request that can be read in two ways is refused, and nothing behind it is read:', () => {
  const ambiguous: readonly (readonly [name: string, headers: readonly string[], body: string])[] = [
    ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked'], `0\r\n\r\n${HIDDEN}`],
    ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 5'], `0\r\n\r\n${HIDDEN}`],
    ['two lengths', ['Content-Length: 0', `Content-Length: ${HIDDEN.length}`], HIDDEN],
    ['a length that is no number', ['Content-Length: +3'], `abc${HIDDEN}`],
    ['chunks in another coding', ['Transfer-Encoding: chunked, identity'], `0\r\n\r\n${HIDDEN}`],
    ['a chunk whose size is no number', ['Transfer-Encoding: chunked'], `x\r\n\r\n0\r\n\r\n${HIDDEN}`],
    ['a header with a blank before its colon', ['Content-Length : 3'], `abc${HIDDEN}`],
    ['a header that goes on in the next line', ['Transfer-Encoding:', ' chunked'], `0\r\n\r\n${HIDDEN}`],
  ]
  for (const [name, headers, body] of ambiguous) {
    it(name, async () => {
      expect(statuses(await answersTo(post(headers, body)))).toEqual(['400'])
    })
  }

  it('unlike one that is plain, which is answered with what is behind it', async () => {
    const plain = post(['Content-Length: 0'], HIDDEN.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))
    expect(statuses(await answersTo(plain))).toEqual(['204', '200'])
  })
})

describe('the server', () => {
  it('repeats no request: TRACE is refused', async () => {
    const request = `TRACE /api/session HTTP/1.1\r\nHost: localhost\r\nX-Secret: quince\r\nConnection: close\r\n\r\n`
    const answers = await answersTo(request)
    expect(statuses(answers)).toEqual(['403'])
    expect(answers).not.toContain('quince')
  })

  it('has no address that tells of its inside', async () => {
    const absent = await server.send({ path: '/api/nothing' })
    for (const path of ['/api/debug', '/api/openapi.json', '/api/.env', '/api/', '/api'])
      expect([path, (await server.send({ path })).body]).toEqual([path, absent.body])
    for (const path of ['/.git/config', '/.env', '/package.json', '/docs', '/server-status', '/index.js.map']) {
      const { status, body } = await server.send({ path })
      expect([path, status === 404 || body === PAGE]).toEqual([path, true])
    }
  })
})
