import { fileURLToPath } from 'node:url'
import { hocuspocus as dialect } from '../dialect.ts'
import type { Server } from './server.ts'

const MAIN = fileURLToPath(new URL('./hocuspocus-main.ts', import.meta.url))

export const hocuspocus: Server = {
  name: 'hocuspocus',
  dialect,
  connectsPerSecond: 1_000,
  program: ({ folder, port }) => ({
    words: [MAIN],
    environment: { PORT: String(port), FOLDER: folder },
    folder,
    ready: 'listening',
  }),
  address: (port) => ({ url: `ws://127.0.0.1:${port}`, headers: {} }),
}
