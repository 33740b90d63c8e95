import { connect, type Socket } from 'node:net'
import { connect as connectSecure } from 'node:tls'
import { resolveHost } from '../policy.ts'
import type { ConnectionConfig } from '../port.ts'
import { tlsMode, tlsOptions } from '../running/tls.ts'

const CANCEL_CODE = 80_877_102
const TLS_CODE = 80_877_103

const message = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 + numbers.length * 4)
  bytes.writeInt32BE(bytes.length, 0)
  for (const [i, number] of numbers.entries()) bytes.writeInt32BE(number, 4 + i * 4)
  return bytes
}

const once = (socket: Socket, event: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    socket.once(event, resolve)
    socket.once('error', reject)
  })

/** Stops what the session runs, by the wire's own message on a socket of its own; the server says nothing and hangs up. Throws what the socket says. */
export const sendCancel = async (
  config: ConnectionConfig,
  defaultPort: number,
  session: { readonly processID: number; readonly secretKey: number },
): Promise<void> => {
  const name = config.uri.host ?? 'localhost'
  const plain = connect({ host: await resolveHost(name, config.policy), port: config.uri.port ?? defaultPort })
  plain.setTimeout(config.connectTimeoutMs ?? 10_000, () => plain.destroy())
  await once(plain, 'connect')
  const options = tlsOptions(config, tlsMode(config.uri.query['sslmode']), config.tlsName ?? name)
  let socket = plain
  if (options !== null) {
    plain.write(message(TLS_CODE))
    await once(plain, 'data')
    const secure = connectSecure({ socket: plain, ...options })
    await once(secure, 'secureConnect')
    socket = secure
  }
  const ended = once(socket, 'close')
  socket.resume()
  socket.end(message(CANCEL_CODE, session.processID, session.secretKey))
  await ended
}
