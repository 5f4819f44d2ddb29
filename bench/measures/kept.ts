import type { Client } from '../client.ts'
import { noteOf } from '../rooms.ts'
import type { Running } from '../pinned.ts'
import { seconds, within, type Stage } from '../stage.ts'
import { lettersIn, Typist } from '../typing.ts'
import type { Measure } from './measure.ts'

const LETTERS = 50

export const kept: Measure = {
  name: 'kept',
  title: `Kept: SIGKILL at the moment when somebody else has seen the last of ${LETTERS} updates`,
  figures: [
    { key: 'seen', label: 'seen by somebody else before', unit: '' },
    { key: 'acked', label: 'acknowledged before', unit: '' },
    { key: 'kept', label: 'there after the restart', unit: '' },
  ],
  run: killAndLook,
}

async function killAndLook(stage: Stage) {
  const [room] = stage.rooms.shared
  if (!room) throw new Error('there is no shared document')
  const running = await stage.start()
  const typist = new Typist(stage.random.clientId(), { text: noteOf(stage.rooms.items[0] ?? ''), behind: null })
  const author = stage.connect(room, 0, typist.client)
  const witness = stage.connect(room, 1, stage.random.clientId())
  await Promise.all([author.synced(), witness.synced()])
  const seen = await killWhenSeen(running, typist.client, [author, witness], async () => {
    while (typist.typed < LETTERS) {
      author.send(typist.next())
      await seconds(0.002)
    }
  })
  await stage.start()
  const reader = stage.connect(room, 1, stage.random.clientId())
  let found = 0
  reader.onUpdate = (update) => void (found = Math.max(found, lettersOf(update, typist.client)))
  // A server may answer before it has loaded, and bring the rest later.
  await within(1.5, () => found >= LETTERS)
  return { seen, acked: author.acked, kept: found }
}

/** In the very turn in which the witness sees the last letter. */
async function killWhenSeen(
  running: Running,
  author: number,
  [writer, witness]: readonly [Client, Client],
  write: () => Promise<void>,
) {
  let seen = 0
  let isKilled = false
  witness.onUpdate = (update) => {
    seen = Math.max(seen, lettersOf(update, author))
    if (seen < LETTERS || isKilled) return
    isKilled = true
    void running.kill()
    for (const client of [writer, witness]) client.release()
  }
  await write()
  await within(5, () => isKilled)
  for (const client of [writer, witness]) client.release()
  await running.kill()
  return seen
}

function lettersOf(update: Uint8Array, author: number): number {
  let letters = 0
  lettersIn(update, (who, _, to) => {
    if (who === author) letters = to
  })
  return letters
}
