/**
 * The way from the command line to a server that runs: a Unix socket in the data folder.
 *
 * A second process must not write beside the server: it would raise the fence and lock the server out of its own data. So
 * it asks the server. Whoever may open the socket may read the data anyway: it belongs to the same user, mode 0600, and
 * there is no other way to it. No network, no password, no session.
 *
 * One question and one answer a connection, each one line of JSON:
 *
 *   {"what":"reset-link","email":"alice@example.org"}
 *   {"ok":true,"value":{…}}  or  {"ok":false,"reason":"…"}
 */
import { existsSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { refused, type Json, type Result } from '@tandem/rules'
import { isPeopleAsked, type PeopleAsked } from './command-line.ts'

export type Answer = Result<Json, string>

export type Ask = (asked: PeopleAsked) => Promise<Answer>

export type AdministrationSocket = { close(): Promise<void> }

const NAME = 'control'

/** Bytes of a line. An address and a few words. */
const LONGEST_QUESTION = 16 * 1_024

/**
 * Only for whoever holds the lock of the folder: a socket that is there already was left by a server that was killed.
 *
 * @throws what listening throws, e.g. for a path that is longer than a socket's may be (about 100 bytes).
 */
export async function listenIn(
  folder: string,
  ask: Ask,
  onError: (doing: string, error: unknown) => void,
): Promise<AdministrationSocket> {
  const path = join(folder, NAME)
  rmSync(path, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket, ask, onError)
  })
  await listenPrivately(server, path)
  return {
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Made with its mode: between making it and changing it somebody else could connect. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  const listening = once(server, 'listening')
  const before = process.umask(0o177)
  try {
    // Binds in this turn.
    server.listen(path)
  } finally {
    process.umask(before)
  }
  await listening
}

function serve(socket: Socket, ask: Ask, onError: (doing: string, error: unknown) => void): void {
  let said = ''
  let isAsked = false
  // Whoever asked has gone away.
  socket.on('error', () => socket.destroy())
  socket.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (isAsked) return
    const end = said.indexOf('\n')
    if (end === -1 && said.length <= LONGEST_QUESTION) return
    isAsked = true
    const asked = parsedQuestion(said.slice(0, end))
    if (asked === null) return void socket.destroy()
    void answerTo(asked, ask, onError).then((answer) => socket.end(`${JSON.stringify(answer)}\n`))
  })
}

/** Null: it is no question. Whoever may ask is trusted, but a program of another version may ask for something else. */
function parsedQuestion(line: string): PeopleAsked | null {
  try {
    const asked: unknown = JSON.parse(line)
    return isPeopleAsked(asked) ? asked : null
  } catch {
    // Any throw means that it is no JSON.
    return null
  }
}

async function answerTo(
  asked: PeopleAsked,
  ask: Ask,
  onError: (doing: string, error: unknown) => void,
): Promise<Answer> {
  try {
    return await ask(asked)
  } catch (error) {
    onError('administration', error)
    return refused('The server could not do it; its log says why.')
  }
}

/** Null: no server runs on this folder. */
export async function askServer(folder: string, asked: PeopleAsked): Promise<Answer | null> {
  const path = join(folder, NAME)
  if (!existsSync(path)) return null
  const socket = createConnection(path)
  try {
    await once(socket, 'connect')
  } catch (error) {
    // Left by a server that was killed.
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return null
    throw error
  }
  socket.write(`${JSON.stringify(asked)}\n`)
  let said = ''
  for await (const text of socket.setEncoding('utf8')) said += String(text)
  return said === ''
    ? refused('The server did not understand, or ended before it answered. Is it of another version?')
    : (JSON.parse(said) as Answer)
}
