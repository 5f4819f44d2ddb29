/** Our server as people run it: every check on, a session and an Origin behind every socket, nothing switched off. */
import { fileURLToPath } from 'node:url'
import { yWebsocket } from '../dialect.ts'
import { headersOf } from '../reading.ts'
import type { Server } from './server.ts'

const MAIN = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url))

export const tandem: Server = {
  name: 'tandem',
  dialect: yWebsocket,
  connectsPerSecond: 180,
  program: ({ folder, port }) => ({
    words: [MAIN],
    environment: { PORT: String(port), TANDEM_DATA: folder, TANDEM_DEMO: 'off' },
    folder,
    ready: 'Ctrl-C stops the server',
  }),
  address: (port, { document, cookies }, window, client) => ({
    url: `ws://127.0.0.1:${port}/sync/${document}?tandem=1&client=${client}`,
    headers: headersOf(port, cookies[window % cookies.length] ?? ''),
  }),
}
