import { createHash, generateKeyPairSync } from 'node:crypto'
import { connect as dial } from 'node:net'
import type { AuthContext, Connection } from 'ssh2'

const keyPair = (passphrase?: string): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem', ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }) },
  }).privateKey

/** A real SSH server that lets one person in, by password or by key, and forwards to any address. */
export interface SshServer extends AsyncDisposable {
  readonly port: number
  /** Of the key that it shows, `SHA256:…`. */
  readonly fingerprint: string
  readonly username: string
  readonly password: string
  /** Lets people in too; it opens with `passphrase`. */
  readonly privateKey: string
  readonly passphrase: string
  /** `host:port` of each forwarding, in order. */
  readonly forwarded: readonly string[]
  /** Passwords that were offered, right or wrong. */
  readonly offered: readonly string[]
}

const forward = (client: Connection, forwarded: string[]): void => {
  client.on('tcpip', (accept, reject, { destIP, destPort }) => {
    forwarded.push(`${destIP}:${destPort}`)
    const socket = dial(destPort, destIP)
    socket.once('error', () => reject())
    socket.once('connect', () => {
      const channel = accept()
      channel.on('error', () => socket.destroy())
      socket.on('error', () => channel.destroy())
      socket.pipe(channel).pipe(socket)
    })
  })
}

/** Starts an SSH server on a free port of this machine. */
export const startSshServer = async (): Promise<SshServer> => {
  // Few tests need it
  const { default: ssh2 } = await import('ssh2')
  const publicOf = (pem: string, passphrase?: string): Buffer => {
    const parsed = ssh2.utils.parseKey(pem, passphrase)
    if (parsed instanceof Error) throw parsed
    return parsed.getPublicSSH()
  }
  const [username, password, passphrase] = ['tunneller', 'planted-ssh-password', 'planted-key-passphrase']
  const hostKey = keyPair()
  const privateKey = keyPair(passphrase)
  const known = publicOf(privateKey, passphrase)
  const [forwarded, offered]: [string[], string[]] = [[], []]
  const clients = new Set<Connection>()
  const admit = (ask: AuthContext): void => {
    if (ask.method === 'password') offered.push(ask.password)
    const byPassword = ask.method === 'password' && ask.password === password
    const byKey = ask.method === 'publickey' && ask.key.data.equals(known)
    if (ask.username === username && (byPassword || byKey)) ask.accept()
    else ask.reject(['password', 'publickey'])
  }
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    clients.add(client)
    // Whoever goes away in the middle is nobody's failure here
    client.on('error', () => client.end())
    client.on('close', () => clients.delete(client))
    client.on('authentication', admit)
    client.on('ready', () => forward(client, forwarded))
  })
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', () => ready())
  })
  const address: unknown = server.address()
  const port = typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0
  const fingerprint = `SHA256:${createHash('sha256').update(publicOf(hostKey)).digest('base64').replace(/=+$/, '')}`
  const close = async (): Promise<void> => {
    for (const client of clients) client.end()
    await new Promise<void>((done) => {
      server.close(() => done())
    })
  }
  return { port, fingerprint, username, password, privateKey, passphrase, forwarded, offered, [Symbol.asyncDispose]: close }
}
