import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** A source that speaks PostgreSQL’s protocol, and lets every SELECT from a table take its time. */
export interface SlowSource extends AsyncDisposable {
  readonly uri: string
  /** SELECTs that it was asked since its start. */
  executions(): number
}

const SSL_REQUEST = 80_877_103
const TEXT = 25
const BIGINT = 20

const message = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const text = (value: string): Buffer => Buffer.from(`${value}\0`)
const int = (value: number, bytes: 2 | 4): Buffer => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeIntBE(value, 0, bytes)
  return buffer
}
const field = (name: string, type: number): Buffer => Buffer.concat([text(name), int(0, 4), int(0, 2), int(type, 4), int(-1, 2), int(-1, 4), int(0, 2)])
const cell = (value: string): Buffer => Buffer.concat([int(Buffer.byteLength(value), 4), Buffer.from(value)])

const WELCOME = Buffer.concat([
  message('R', int(0, 4)),
  message('S', text('server_version'), text('15.0')),
  message('S', text('client_encoding'), text('UTF8')),
  message('K', int(1, 4), int(1, 4)),
])
const READY = message('Z', Buffer.from('I'))
const COLUMNS = message('T', int(2, 2), field('gender', TEXT), field('sum__num', BIGINT))
const ROW = message('D', int(2, 2), cell('girl'), cell('42'))
const DONE = message('C', text('SELECT 1'))
const OTHER_DONE = message('C', text('SET'))
const ANSWERS: Readonly<Record<string, Buffer>> = { P: message('1'), B: message('2'), C: message('3'), S: READY }

const isSlow = (sql: string): boolean => /^\s*SELECT\b[\s\S]*\bFROM\b/i.test(sql)

/** One connection: takes its messages in their order and answers each. */
const converse = async (socket: Socket, delayMs: number, asked: () => void): Promise<void> => {
  let rest: Buffer = Buffer.alloc(0)
  let welcomed = false
  let statement = ''
  const run = async (): Promise<Buffer> => {
    if (!isSlow(statement)) return OTHER_DONE
    asked()
    await wait(delayMs)
    return Buffer.concat([ROW, DONE])
  }
  const answer = async (type: string, body: Buffer): Promise<Buffer | undefined> => {
    if (type === 'P') statement = body.toString().split('\0')[1] ?? ''
    if (type === 'D') return isSlow(statement) ? COLUMNS : message('n')
    if (type === 'E') return run()
    if (type !== 'Q') return ANSWERS[type]
    statement = body.toString()
    return Buffer.concat([...(isSlow(statement) ? [COLUMNS] : []), await run(), READY])
  }
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk])
    for (let at = welcomed ? 1 : 0; rest.length >= at + 4 && rest.length >= at + rest.readInt32BE(at); at = welcomed ? 1 : 0) {
      const end = at + rest.readInt32BE(at)
      const [type, body] = [rest.toString('latin1', 0, at), rest.subarray(at + 4, end)]
      rest = rest.subarray(end)
      if (welcomed) {
        const reply = await answer(type, body)
        if (reply !== undefined && !socket.destroyed) socket.write(reply)
      } else if (body.readInt32BE(0) === SSL_REQUEST) socket.write('N')
      else {
        welcomed = true
        socket.write(Buffer.concat([WELCOME, READY]))
      }
    }
  }
}

/** Listens on a free port of this machine. */
export const openSlowSource = async (delayMs: number): Promise<SlowSource> => {
  let executions = 0
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    const leave = (): void => void sockets.delete(socket)
    // A client that breaks off ends its conversation, not the bench
    converse(socket, delayMs, () => {
      executions += 1
    }).then(leave, leave)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    uri: `postgresql://bench:bench@127.0.0.1:${port}/slow`,
    executions: () => executions,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
