import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib'
import type { BrokerWatcher } from '../port.ts'

const AGAIN_MS = 1000
const CONFIRM_MS = 5000

export interface Linked {
  readonly connection: ChannelModel
  readonly channel: ConfirmChannel
}

/** One connection that comes back by itself. */
export interface Link {
  /** Throws while the server is away. */
  open(): Promise<Linked>
  lose(reason: string): void
  close(): Promise<void>
}

export const nameOf = (prefix: string, queue: string): string => `${prefix}.jobs.${queue}`

export const declare = (channel: ConfirmChannel, prefix: string, queue: string) =>
  channel.assertQueue(nameOf(prefix, queue), { durable: true, arguments: { 'x-queue-type': 'quorum' } })

/** Bounded in time: a server that stops answering counts as away. */
export const within = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('RabbitMQ did not answer in time')), CONFIRM_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

interface Watchers {
  readonly lost: () => void
  /** A new connection stands. */
  readonly made: (connection: ChannelModel) => Promise<void>
}

/** Connects on first use; once lost it tries again every second. `watch` hears of each change once. */
export const createLink = ({ url, watch }: { readonly url: string; readonly watch: BrokerWatcher }, watchers: Watchers): Link => {
  let opened: Promise<Linked> | null = null
  let again: NodeJS.Timeout | undefined
  let closing = false
  let away = false

  const lose = (reason: string): void => {
    opened = null
    watchers.lost()
    if (closing) return
    if (!away) watch('lost', reason)
    away = true
    again ??= setTimeout(() => {
      again = undefined
      // What fails here has called `lose`, which tries again
      open().catch(() => undefined)
    }, AGAIN_MS)
  }

  const make = async (): Promise<Linked> => {
    const connection = await connect(url, { timeout: CONFIRM_MS })
    connection.on('error', (error: Error) => lose(error.message))
    connection.on('close', () => lose('the connection was closed'))
    const channel = await connection.createConfirmChannel()
    channel.on('error', (error: Error) => lose(error.message))
    await watchers.made(connection)
    return { connection, channel }
  }

  const open = async (): Promise<Linked> => {
    opened ??= make()
    try {
      const made = await opened
      if (away) watch('back', '')
      away = false
      return made
    } catch (error) {
      lose(error instanceof Error ? error.message : String(error))
      throw error
    }
  }

  return {
    open,
    lose,
    close: async () => {
      closing = true
      clearTimeout(again)
      const made = await opened?.catch(() => null)
      await made?.connection.close().catch(() => undefined)
    },
  }
}
