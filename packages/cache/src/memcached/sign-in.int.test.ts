import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCache } from '../registry.ts'
import { type StartedServer, startMemcached } from '../servers.test-support.ts'

const HEADER = 24
const one = Uint8Array.of(1)
let server: StartedServer
beforeAll(async () => {
  server = await startMemcached()
})
afterAll(() => server[Symbol.asyncDispose]())

const answer = (opcode: number, status: number, body: string): Buffer => {
  const bytes = Buffer.alloc(HEADER + body.length)
  bytes.writeUInt8(0x81)
  bytes.writeUInt8(opcode, 1)
  bytes.writeUInt16BE(status, 6)
  bytes.writeUInt32BE(body.length, 8)
  bytes.write(body, HEADER)
  return bytes
}

/** A door that asks for user and password as SASL PLAIN, then leads to the real server. */
const startDoor = async (login: string): Promise<{ readonly port: number; close(): void }> => {
  const sockets: Socket[] = []
  const door = createServer((socket) => {
    sockets.push(socket.on('error', () => socket.destroy()))
    const listen = (data: Buffer): void => {
      if (data[1] === 0x20) socket.write(answer(0x20, 0, 'PLAIN'))
      else if (data[1] === 0x21 && data.toString('utf8', HEADER) === `PLAIN\u0000${login.replace(':', '\u0000')}`) {
        socket.off('data', listen)
        const inner = connect(server.port, '127.0.0.1').on('error', () => socket.destroy())
        sockets.push(inner)
        socket.pipe(inner).pipe(socket)
        socket.write(answer(0x21, 0, 'Authenticated'))
      } else socket.write(answer(data[1] ?? 0, 0x20, 'Auth failure'))
    }
    socket.on('data', listen)
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  const address = door.address()
  const close = (): void => {
    for (const socket of sockets) socket.destroy()
    door.close()
  }
  return { port: typeof address === 'object' && address !== null ? address.port : 0, close }
}

test.each([
  ['user:p%40ss%3Ahunter2', true],
  ['user:hunter2', false],
])('user and password %s', async (login, right) => {
  const door = await startDoor('user:p@ss:hunter2')
  const said: string[] = []
  const url = `memcached://${login}@127.0.0.1:${door.port}`
  const cache = await openCache({ url, maxBytes: 1, prefix: '', watch: (state, reason) => said.push(`${state} ${reason}`) })
  await cache.set('k', one, 60)
  expect((await cache.get('k')) !== undefined).toBe(right)
  expect(said).toEqual(right ? [] : [expect.stringMatching(/^lost .*authentication failed/)])
  expect(said.join()).not.toMatch(/hunter2/)
  await cache.close()
  door.close()
})
