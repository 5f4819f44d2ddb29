import { draftContent } from '../rooms.ts'
import { gather, seconds, type Stage } from '../stage.ts'
import type { Measure } from './measure.ts'

const DOCUMENTS = 300
const MB = 1_000_000

export const openDocuments: Measure = {
  name: 'open-documents',
  title: `Memory: ${DOCUMENTS} open documents of 10 kB with one client each`,
  figures: [
    { key: 'idle', label: 'resident before', unit: 'MB' },
    { key: 'each', label: 'more for each open document', unit: 'kB' },
    { key: 'left3', label: 'resident 3 s after all have left', unit: 'MB' },
    { key: 'left35', label: 'resident 35 s after all have left', unit: 'MB' },
  ],
  run: open,
}

async function open(stage: Stage) {
  const running = await stage.start()
  await seconds(0.5)
  const idle = running.memory()
  const clients = await gather(stage, DOCUMENTS, (place) => openFilled(stage, place))
  await seconds(1)
  const full = running.memory()
  await Promise.all(clients.map((client) => client.leave()))
  const after = new Map<number, number>()
  let passed = 0
  for (const moment of stage.pace.afterLeaving) {
    await seconds(moment - passed)
    passed = moment
    after.set(moment, running.memory() / MB)
  }
  return {
    idle: idle / MB,
    each: (full - idle) / DOCUMENTS / 1_000,
    left3: after.get(3) ?? Number.NaN,
    left35: after.get(35) ?? Number.NaN,
  }
}

function openFilled(stage: Stage, place: number) {
  const room = stage.rooms.drafts[place]
  if (!room) throw new Error('there are too few drafts')
  const own = stage.random.clientId()
  const client = stage.connect(room, 0, own)
  void client.synced().then(
    () => client.send(draftContent(own, stage.rooms.items)),
    // Turned away: whoever gathers them connects it again.
    () => {},
  )
  return client
}
