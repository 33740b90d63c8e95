import { createHash, generateKeyPairSync } from 'node:crypto'
import { type AddressInfo, connect as dial } from 'node:net'
import { AppError } from '@coset/core'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionConfig, SshTunnel } from '../port.ts'
import { postgresql } from '../postgresql/index.ts'
import { parseDatabaseUri } from '../uri.ts'

const HOST = process.env['COSET_TEST_POSTGRESQL'] ?? 'postgresql://postgres@127.0.0.1:5432'
const rsaKey = (passphrase?: string): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem', ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }) },
  }).privateKey

const hostKey = rsaKey()
const clientKey = rsaKey('key pass')
const publicOf = (pem: string, passphrase?: string): Buffer => {
  const parsed = ssh2.utils.parseKey(pem, passphrase)
  if (parsed instanceof Error) throw parsed
  return parsed.getPublicSSH()
}
const fingerprint = `SHA256:${createHash('sha256').update(publicOf(hostKey)).digest('base64').replace(/=+$/, '')}`

/** A small SSH server that lets people in by password, keyboard or key and forwards to any address. */
const forwarded: string[] = []
const clients = new Set<{ end(): void }>()
const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
  clients.add(client)
  client.on('error', () => undefined)
  client.on('close', () => clients.delete(client))
  client.on('authentication', (ask) => {
    if (ask.username === 'keyboard' && ask.method === 'keyboard-interactive') {
      ask.prompt([{ prompt: 'Password: ', echo: false }], (answers) => (answers[0] === 'ssh pass' ? ask.accept() : ask.reject()))
      return
    }
    const byPassword = ask.username === 'tunnel' && ask.method === 'password' && ask.password === 'ssh pass'
    const byKey = ask.username === 'tunnel' && ask.method === 'publickey' && ask.key.data.equals(publicOf(clientKey, 'key pass'))
    if (byPassword || byKey) ask.accept()
    else ask.reject(['password', 'publickey', 'keyboard-interactive'])
  })
  client.on('ready', () => {
    client.on('tcpip', (accept, reject, info) => {
      forwarded.push(`${info.destIP}:${info.destPort}`)
      const socket = dial(info.destPort, info.destIP)
      socket.once('error', () => reject())
      socket.once('connect', () => {
        const channel = accept()
        channel.on('error', () => socket.destroy())
        socket.on('error', () => channel.destroy())
        socket.pipe(channel).pipe(socket)
      })
    })
  })
})

let port = 0
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.close())

const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }
const through = (own: Partial<SshTunnel>): SshTunnel => ({
  host: '127.0.0.1',
  port,
  username: 'tunnel',
  password: null,
  privateKey: null,
  privateKeyPassword: null,
  ...own,
})
const open = (own: Partial<SshTunnel>, more: Partial<ConnectionConfig> = {}) =>
  postgresql.connect({ uri: parseDatabaseUri(`${HOST}/postgres`), engineParams: {}, policy, poolSize: 2, sshTunnel: through(own), ...more })
const failure = async (connection: { ping(): Promise<void>; close(): Promise<void> }): Promise<AppError> => {
  const error: unknown = await connection.ping().catch((cause: unknown) => cause)
  await connection.close()
  if (!(error instanceof AppError)) throw new Error(`not one of our errors: ${String(error)}`)
  return error
}

describe('SSH tunnel', () => {
  it.each([
    ['a password', { password: 'ssh pass' }],
    ['the keyboard', { username: 'keyboard', password: 'ssh pass' }],
    ['a key with a password', { privateKey: clientKey, privateKeyPassword: 'key pass' }],
  ])('carries queries, entered by %s', async (_, own) => {
    const before = forwarded.length
    const connection = open(own)
    expect((await connection.schemas()).length).toBeGreaterThan(0)
    await connection.close()
    const database = parseDatabaseUri(HOST)
    expect(forwarded.slice(before)).toContain(`${database.host}:${database.port ?? 5432}`)
    await expect.poll(() => clients.size).toBe(0)
  })

  it('opens again after the SSH server dropped it', async () => {
    const connection = open({ password: 'ssh pass' })
    await connection.ping()
    for (const client of clients) client.end()
    await expect.poll(() => clients.size).toBe(0)
    await expect
      .poll(() =>
        connection.ping().then(
          () => 'up',
          () => 'down',
        ),
      )
      .toBe('up')
    await connection.close()
  })

  it.each([
    ['a wrong password', { password: 'wrong pass' }, 'SSH_TUNNEL_INVALID_CREDENTIALS'],
    ['a wrong key password', { privateKey: clientKey, privateKeyPassword: 'wrong pass' }, 'SSH_TUNNEL_INVALID_CREDENTIALS'],
    ['garbage for a key', { privateKey: 'wrong pass' }, 'SSH_TUNNEL_INVALID_CREDENTIALS'],
    ['nobody at the port', { port: 1, password: 'wrong pass' }, 'CONNECTION_HOST_DOWN_ERROR'],
  ])('tells %s and keeps the secret', async (_, own, code) => {
    const error = await failure(open(own))
    expect(error).toMatchObject({ code, status: 422 })
    expect(`${error.message}${JSON.stringify(error.details)}`).not.toContain('wrong pass')
  })

  it('holds servers to their listed keys', async () => {
    const listed = (key: string) => ({ policy: { ...policy, sshHostKeys: { '127.0.0.1': [key] } } })
    const right = open({ password: 'ssh pass' }, listed(fingerprint))
    await right.ping()
    await right.close()
    expect(await failure(open({ password: 'ssh pass' }, listed('SHA256:other')))).toMatchObject({ code: 'SSH_TUNNEL_INVALID_CREDENTIALS' })
  })

  it('is refused to private servers, and does not make the policy weaker', async () => {
    const strict = { policy: { ...policy, allowPrivateAddresses: false } }
    expect(() => open({ password: 'x' }, strict)).toThrow(/Private/)
    expect(() => open({ host: 'localhost', password: 'x' }, strict)).toThrow(/Private/)
    expect(() => open({ host: '2130706433', password: 'x' }, strict)).toThrow(/Private/)
    expect(() => open({ host: 'a b', password: 'x' })).toThrow(AppError)
  })
})
