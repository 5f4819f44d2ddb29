/**
 * @y/websocket-server with the persistence that it ships for, y-leveldb. The same as its own program, but over the `ws`
 * that the other servers use: its own asks for version 6, and this is no comparison of those.
 */
import { createServer } from 'node:http'
import { setupWSConnection } from '@y/websocket-server/utils'
import { WebSocketServer } from 'ws'

const sockets = new WebSocketServer({ noServer: true })
sockets.on('connection', setupWSConnection)

const server = createServer()
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request)),
)
server.listen(Number(process.env['PORT']), '127.0.0.1', () => process.stdout.write('listening\n'))
