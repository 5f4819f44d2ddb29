/** A mail server on this machine that keeps what it is given: as much of SMTP (RFC 5321) as handing a letter over needs. */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export type MailServer = {
  /** For `SMTP_URL`. */
  readonly url: string
  /** The newest letter to this address that has come by now, or comes next; each is given once. */
  letterTo(address: string): Promise<string>
  close(): void
}

export async function startMailServer(): Promise<MailServer> {
  const letters: string[] = []
  let come = Promise.withResolvers<void>()
  const server = createServer((socket) => serve(socket, (letter) => (letters.push(letter), come.resolve())))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async letterTo(address) {
      for (;;) {
        const place = letters.findLastIndex((letter) => letter.includes(`To: ${address}`))
        if (place !== -1) return readable(letters.splice(place, 1)[0] ?? '')
        come = Promise.withResolvers()
        await come.promise
      }
    },
    close: () => void server.close(),
  }
}

function serve(socket: Socket, onLetter: (letter: string) => void): void {
  let read = ''
  let isLetter = false
  const take = (end: string): string => {
    const [taken = '', ...rest] = read.split(end)
    read = rest.join(end)
    return taken
  }
  const obey = (line: string): string => {
    isLetter = line === 'DATA'
    return isLetter ? '354 go on' : line === 'QUIT' ? '221 bye' : '250 fine'
  }
  socket.on('error', () => socket.destroy())
  socket.write('220 localhost\r\n')
  socket.setEncoding('utf8').on('data', (text: string) => {
    read += text
    if (isLetter && read.includes('\r\n.\r\n')) {
      isLetter = false
      onLetter(take('\r\n.\r\n'))
      socket.write('250 taken\r\n')
    }
    while (!isLetter && read.includes('\r\n')) socket.write(`${obey(take('\r\n'))}\r\n`)
  })
}

/** Quoted-printable (RFC 2045, 6.7). */
function readable(letter: string): string {
  return letter
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)))
}
