import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib'
import { onceAChange } from '../once-a-change.ts'
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
  const tidings = onceAChange(watch)
  let opened: Promise<Linked> | null = null
  let again: NodeJS.Timeout | undefined
  let closing = false

  const lose = (reason: string): void => {
    const left = opened
    opened = null
    watchers.lost()
    // What still stands of it would go on taking tokens; of what is gone closing fails
    left?.then(({ connection }) => connection.close()).catch(() => undefined)
    if (closing) return
    tidings.lost(reason)
    again ??= setTimeout(() => {
      again = undefined
      // What fails here has called `lose`, which tries again
      open().catch(() => undefined)
    }, AGAIN_MS)
  }

  /** `ended` hears why this connection, and no later one, is over. */
  const make = async (ended: (reason: string) => void): Promise<Linked> => {
    const connection = await connect(url, { timeout: CONFIRM_MS })
    connection.on('error', (error: Error) => ended(error.message))
    connection.on('close', () => ended('the connection was closed'))
    try {
      const channel = await connection.createConfirmChannel()
      channel.on('error', (error: Error) => ended(error.message))
      await watchers.made(connection)
      return { connection, channel }
    } catch (error) {
      await connection.close().catch(() => undefined)
      throw error
    }
  }

  const begin = (): Promise<Linked> => {
    const mine: Promise<Linked> = make((reason) => {
      if (opened === mine) lose(reason)
    })
    return mine
  }

  const open = async (): Promise<Linked> => {
    opened ??= begin()
    const mine = opened
    try {
      const made = await mine
      if (opened === mine) tidings.back()
      return made
    } catch (error) {
      if (opened === mine) lose(error instanceof Error ? error.message : String(error))
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
