import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { Certificate } from '../testing/certificate.test-support.ts'

export interface Received {
  readonly from: string
  /** The envelope: where it really went. */
  readonly to: readonly string[]
  readonly mail: ParsedMail
  readonly raw: string
  readonly encrypted: boolean
  readonly user: unknown
}

export interface MailServerRules {
  /** An error refuses; `never` leaves the client waiting. */
  rcpt: (address: string) => Error | null
  data: () => Error | 'never' | null
}

export interface PlayedMailServer extends AsyncDisposable {
  readonly port: number
  readonly received: Received[]
  readonly rules: MailServerRules
  connections(): number
}

export interface MailServerOptions {
  /** `smtps`: TLS from the start; `starttls`: offered; `plain`: not offered. */
  readonly kind: 'plain' | 'smtps' | 'starttls'
  readonly certificate?: Certificate
  readonly user?: string
  readonly password?: string
}

/** A reply with that code. */
export const reply = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode })

const receive = async (
  stream: Parameters<NonNullable<ConstructorParameters<typeof SMTPServer>[0]>['onData'] & object>[0],
  session: SMTPServerSession,
): Promise<Received> => {
  const raw = await text(stream)
  return {
    from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
    to: session.envelope.rcptTo.map(({ address }) => address),
    mail: await simpleParser(raw),
    raw,
    encrypted: session.secure,
    user: session.user,
  }
}

/** A real SMTP server on a free port of 127.0.0.1 that keeps what it takes. */
export const playMailServer = async ({ kind, certificate, user, password }: MailServerOptions): Promise<PlayedMailServer> => {
  const received: Received[] = []
  const rules: MailServerRules = { rcpt: () => null, data: () => null }
  const sockets = new Set<Socket>()
  let connections = 0
  const disabled = [...(kind === 'plain' ? ['STARTTLS'] : []), ...(user === undefined ? ['AUTH'] : [])]
  const server = new SMTPServer({
    secure: kind === 'smtps',
    ...certificate,
    disabledCommands: disabled,
    disableReverseLookup: true,
    allowInsecureAuth: true,
    authOptional: user === undefined,
    onConnect: (_session, done) => {
      connections += 1
      done()
    },
    // A careless server: it shows the password in its answer.
    onAuth: (auth, _session, done) =>
      auth.username === user && auth.password === password
        ? done(null, { user })
        : done(reply(535, `Bad password ${String(auth.password)} for ${String(auth.username)}`)),
    onRcptTo: ({ address }, _session, done) => done(rules.rcpt(address)),
    onData: (stream, session, done) => {
      const finish = async (): Promise<void> => {
        const mail = await receive(stream, session)
        const outcome = rules.data()
        if (outcome === 'never') return
        if (outcome === null) received.push(mail)
        done(outcome)
      }
      finish().catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))))
    },
  })
  // Clients that leave in the middle are part of the tests.
  server.on('error', () => undefined)
  server.server.on('connection', (socket: unknown) => {
    if (socket instanceof Socket) sockets.add(socket)
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  return {
    port: (listening.address() as AddressInfo).port,
    received,
    rules,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
