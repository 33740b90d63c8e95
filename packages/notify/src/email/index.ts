import { createTransport } from 'nodemailer'
import { goOn, orStopped, refused, tryLater } from '../failures.ts'
import { partialDeliveries } from '../partial-deliveries.ts'
import type { Channel, ChannelSettings } from '../port.ts'
import { onWire, recipients } from './addresses.ts'
import { mailFailure, recipientsRefused } from './failures.ts'
import { mailMessage, messageId } from './message.ts'
import { type MailServer, mailServer } from './settings.ts'

/** In milliseconds; `whole` bounds one mail however slowly the server talks. */
const LIMITS = { connect: 10_000, silence: 30_000, whole: 180_000 } as const
const MAX_CONNECTIONS = 3

type MailLimits = { readonly [Name in keyof typeof LIMITS]: number }

const transportOf = (server: MailServer, requireTls: boolean, limits: MailLimits) =>
  createTransport({
    pool: true,
    maxConnections: MAX_CONNECTIONS,
    maxMessages: 100,
    maxRequeues: 1,
    idleTimeout: 60_000,
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: requireTls && !server.secure,
    tls: { rejectUnauthorized: server.rejectUnauthorized },
    connectionTimeout: limits.connect,
    greetingTimeout: limits.connect,
    dnsTimeout: limits.connect,
    socketTimeout: limits.silence,
    socketCloseTimeout: 1000,
    logger: false,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(server.user === '' ? {} : { auth: { user: server.user, pass: server.password } }),
  })

/** Mail by SMTP over a few kept connections. Throws Undeliverable for settings that cannot work. */
export const emailChannel = (settings: ChannelSettings, limits: MailLimits = LIMITS): Channel => {
  const server = mailServer(settings)
  if (typeof server === 'string') throw refused(server)
  const secrets = [server.password, `\0${server.user}\0${server.password}`]
  const transport = transportOf(server, settings.email.requireTls, limits)
  const partly = partialDeliveries()
  const running = new Set<Promise<unknown>>()
  let closed = false

  /** Bounded in time, kept in mind until it ends, and failing as channels do. */
  const bounded = async <T>(signal: AbortSignal, work: (either: AbortSignal) => Promise<T>): Promise<T> => {
    const limit = AbortSignal.timeout(limits.whole)
    const either = AbortSignal.any([signal, limit])
    const result = orStopped(work(either), either)
    const settled = result.catch(() => undefined)
    running.add(settled)
    try {
      return await result
    } catch (error) {
      throw limit.aborted && !signal.aborted ? tryLater('The mail server did not answer in time') : mailFailure(error, secrets)
    } finally {
      running.delete(settled)
    }
  }
  const ready = (signal: AbortSignal): void => {
    goOn(signal)
    if (closed) throw tryLater('The mail channel is closed')
  }

  return {
    send: async (notice, target, signal) => {
      ready(signal)
      const to = recipients(target)
      if (typeof to === 'string') throw refused(to)
      const id = messageId(notice, target)
      const envelope = { from: server.from.address, to: to.all.filter((address) => !partly.has(id, address)) }
      const mail = { ...mailMessage(notice, target, to), from: { ...server.from }, envelope }
      const sent = await bounded(signal, (either) => transport.sendMail({ ...mail, signal: either }))
      if (sent.rejected.length === 0) return partly.forget(id)
      partly.add(id, sent.accepted.map(onWire))
      throw recipientsRefused(sent.rejectedErrors ?? [], secrets)
    },
    check: async (signal) => {
      ready(signal)
      await bounded(signal, () => transport.verify())
    },
    close: async () => {
      closed = true
      await Promise.all(running)
      transport.close()
    },
  }
}
