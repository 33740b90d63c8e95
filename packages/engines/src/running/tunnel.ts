import { createHash } from 'node:crypto'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { BadRequest } from '@coset/core'
import type { Client, ConnectConfig } from 'ssh2'
import { resolveHost } from '../policy.ts'
import type { ConnectionConfig, ConnectionPolicy, SshTunnel } from '../port.ts'
import { connectionFailure } from './failures.ts'

/** One end of the way through an SSH server, on this machine. */
export interface Tunnel {
  readonly port: number
  close(): Promise<void>
}

/** Host keys seen by this process, so that a server which changes its key is noticed. */
const seen = new Map<string, string>()

const fingerprint = (key: Buffer): string => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

/** Is this the server's key? Listed servers must show a listed key; others the one that they showed first. */
export const knowsHostKey = (tunnel: SshTunnel, policy: ConnectionPolicy, key: Buffer): boolean => {
  const name = `${tunnel.host}:${tunnel.port}`
  const shown = fingerprint(key)
  const listed = policy.sshHostKeys?.[name] ?? policy.sshHostKeys?.[tunnel.host]
  if (listed !== undefined) return listed.includes(shown)
  const first = seen.get(name) ?? shown
  seen.set(name, first)
  return first === shown
}

const credentials = (tunnel: SshTunnel): ConnectConfig => {
  if (tunnel.privateKey === null) {
    if (tunnel.password === null) throw new BadRequest('The SSH tunnel needs a password or a private key')
    return { password: tunnel.password, tryKeyboard: true }
  }
  return { privateKey: tunnel.privateKey, ...(tunnel.privateKeyPassword === null ? {} : { passphrase: tunnel.privateKeyPassword }) }
}

/** The library's words never carry secrets, but name internals; people read these instead. */
const describeSshError = (error: Error & { readonly level?: string }, unknownKey: boolean): Error => {
  if (unknownKey) return connectionFailure('SSH_TUNNEL_INVALID_CREDENTIALS', 'The SSH server showed another host key than it is known by', error)
  if (error.level === 'client-authentication')
    return connectionFailure('SSH_TUNNEL_INVALID_CREDENTIALS', 'The SSH server refused the user name, password or key', error)
  if (/private ?key|passphrase|parse/i.test(error.message))
    return connectionFailure('SSH_TUNNEL_INVALID_CREDENTIALS', 'The private key of the SSH tunnel cannot be read; is its password right?', error)
  return connectionFailure('CONNECTION_HOST_DOWN_ERROR', 'The SSH server cannot be reached', error)
}

const connectSsh = async (config: ConnectionConfig, tunnel: SshTunnel): Promise<Client> => {
  const { Client: SshClient } = await import('ssh2')
  const host = await resolveHost(tunnel.host, config.policy)
  const client = new SshClient()
  let unknownKey = false
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve)
    client.on('error', (error) => reject(describeSshError(error, unknownKey)))
    client.once('close', () => reject(connectionFailure('CONNECTION_HOST_DOWN_ERROR', 'The SSH server closed the connection')))
    client.on('keyboard-interactive', (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => tunnel.password ?? '')))
    try {
      client.connect({
        host,
        port: tunnel.port,
        username: tunnel.username,
        ...credentials(tunnel),
        readyTimeout: config.connectTimeoutMs ?? 10_000,
        keepaliveInterval: 15_000,
        hostVerifier: (key: Buffer) => {
          unknownKey = !knowsHostKey(tunnel, config.policy, key)
          return !unknownKey
        },
      })
    } catch (error) {
      reject(error instanceof BadRequest ? error : describeSshError(error instanceof Error ? error : new Error(String(error)), false))
    }
  })
  return client
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })

/**
 * Opens a tunnel to `target` through the SSH server of the configuration, which is entered at once so that wrong credentials show, and again when
 * it was lost. Throws EngineFailure.
 */
export const openTunnel = async (config: ConnectionConfig, tunnel: SshTunnel, target: { readonly host: string; readonly port: number }): Promise<Tunnel> => {
  let client: Promise<Client> | undefined
  let closed = false
  const sockets = new Set<Socket>()
  const enter = (): Promise<Client> => {
    if (client !== undefined) return client
    const opening = connectSsh(config, tunnel)
    client = opening
    const lost = (): void => {
      if (client === opening) client = undefined
    }
    opening.then((open) => open.once('close', lost), lost)
    return opening
  }
  const carry = async (socket: Socket): Promise<void> => {
    const ssh = await enter()
    ssh.forwardOut('127.0.0.1', socket.remotePort ?? 0, target.host, target.port, (error, channel) => {
      if (error !== undefined || closed) {
        socket.destroy()
        return
      }
      channel.on('error', () => socket.destroy())
      channel.on('close', () => socket.destroy())
      socket.on('close', () => channel.destroy())
      socket.pipe(channel).pipe(socket)
    })
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => sockets.delete(socket))
    carry(socket).catch(() => socket.destroy())
  })
  server.unref()
  await enter()
  const port = await listen(server)
  return {
    port,
    close: async () => {
      closed = true
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
      const open = await client?.catch(() => null)
      open?.destroy()
    },
  }
}
