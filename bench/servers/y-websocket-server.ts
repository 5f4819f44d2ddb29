import { fileURLToPath } from 'node:url'
import { yWebsocket } from '../dialect.ts'
import type { Server } from './server.ts'

const MAIN = fileURLToPath(new URL('./y-websocket-server-main.ts', import.meta.url))

export const yWebsocketServer: Server = {
  name: 'y-websocket-server',
  dialect: yWebsocket,
  connectsPerSecond: 1_000,
  program: ({ folder, port }) => ({
    words: [MAIN],
    environment: { PORT: String(port), YPERSISTENCE: `${folder}/leveldb` },
    folder,
    ready: 'listening',
  }),
  address: (port, { document }) => ({ url: `ws://127.0.0.1:${port}/${document}`, headers: {} }),
}
