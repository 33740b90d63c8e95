import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A TCP door in front of a service of this machine. Shut it refuses connections, and those that stood are cut. */
export interface Door extends AsyncDisposable {
  readonly port: number
  /** Connections that stand at present. */
  readonly passing: number
  shut(): Promise<void>
  open(): Promise<void>
}

const listen = async (server: Server, port: number): Promise<number> => {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A port of this machine that nobody uses at the moment. */
export const freePort = async (): Promise<number> => {
  const server = createServer()
  const port = await listen(server, 0)
  server.close()
  await once(server, 'close')
  return port
}

/** Opens a door to a port of this machine. */
export const openDoor = async (to: number): Promise<Door> => {
  const guests = new Set<Socket>()
  const enter = (guest: Socket): void => {
    const inner = connect(to, '127.0.0.1')
    guests.add(guest)
    const end = (): void => {
      guests.delete(guest)
      guest.destroy()
      inner.destroy()
    }
    for (const socket of [guest, inner]) socket.on('error', end).on('close', end)
    guest.pipe(inner).pipe(guest)
  }
  let server: Server | null = createServer(enter)
  const port = await listen(server, 0)
  const shut = async (): Promise<void> => {
    const closing = server
    server = null
    if (closing === null) return
    closing.close()
    for (const guest of guests) guest.destroy()
    await once(closing, 'close')
  }
  return {
    port,
    get passing() {
      return guests.size
    },
    shut,
    open: async () => {
      if (server !== null) return
      server = createServer(enter)
      await listen(server, port)
    },
    [Symbol.asyncDispose]: shut,
  }
}
