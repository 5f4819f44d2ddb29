import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accepted, refused } from '@tandem/rules'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askServer, listenIn, type AdministrationSocket, type Ask } from './socket.ts'

let folder = ''
let server: AdministrationSocket | null = null
const errors: unknown[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-socket-'))
  errors.length = 0
})
afterEach(async () => {
  await server?.close()
  server = null
  await rm(folder, { recursive: true })
})

const listen = async (ask: Ask): Promise<void> => {
  server = await listenIn(folder, ask, (_doing, error) => void errors.push(error))
}
const LIST = { what: 'list-users' } as const

describe('the socket of the administration', () => {
  it('answers what it is asked', async () => {
    await listen(async (asked) => (asked.what === 'invite' ? refused('Too many.') : accepted([asked.what, 'é\n'])))
    expect(await askServer(folder, LIST)).toEqual(accepted(['list-users', 'é\n']))
    expect(await askServer(folder, { what: 'invite', email: null })).toEqual(refused('Too many.'))
  })

  it('is for this user alone', async () => {
    await listen(async () => accepted(null))
    expect((await stat(join(folder, 'control'))).mode & 0o777).toBe(0o600)
  })

  it('says that nobody is there where no server runs, and where one was killed', async () => {
    expect(await askServer(folder, LIST)).toBeNull()
    const killed = `require('net').createServer().listen(${JSON.stringify(join(folder, 'control'))}, () => process.kill(process.pid, 'SIGKILL'))`
    await once(spawn(process.execPath, ['-e', killed]), 'exit')
    expect((await stat(join(folder, 'control'))).isSocket()).toBe(true)
    expect(await askServer(folder, LIST)).toBeNull()
    await listen(async () => accepted('again'))
    expect(await askServer(folder, LIST)).toEqual(accepted('again'))
  })

  it('leaves nothing behind when it is closed, and waits for nobody who says nothing', async () => {
    await listen(async () => accepted(null))
    const silent = createConnection(join(folder, 'control'))
    await once(silent, 'connect')
    const ended = once(silent, 'close')
    await server?.close()
    server = null
    await ended
    await expect(stat(join(folder, 'control'))).rejects.toThrow('ENOENT')
  })

  it('tells of what failed in the log, and not to who asked', async () => {
    await listen(async () => {
      throw new Error('a secret of the server')
    })
    expect(await askServer(folder, LIST)).toEqual(refused('The server could not do it; its log says why.'))
    expect(errors.map(String)).toEqual(['Error: a secret of the server'])
  })

  it.each([
    ['no JSON', 'nonsense\n'],
    ['an unknown question', '{"what":"delete-everything"}\n'],
    ['a line without an end', 'x'.repeat(17 * 1_024)],
  ])('hangs up on %s, and goes on', async (_what, text) => {
    const asked: unknown[] = []
    await listen(async (question) => {
      asked.push(question)
      return accepted('well')
    })
    const socket = createConnection(join(folder, 'control')).on('error', () => undefined)
    const ended = once(socket, 'close')
    socket.resume().write(text)
    await ended
    expect(asked).toEqual([])
    expect(await askServer(folder, LIST)).toEqual(accepted('well'))
  })

  it('cannot be where a path is too long for one, and says so', async () => {
    const deep = join(folder, 'x'.repeat(120))
    await writeFile(join(folder, 'not-a-folder'), '')
    await expect(
      listenIn(
        deep,
        async () => accepted(null),
        () => undefined,
      ),
    ).rejects.toThrow()
    await expect(
      listenIn(
        join(folder, 'not-a-folder'),
        async () => accepted(null),
        () => undefined,
      ),
    ).rejects.toThrow()
  })
})
