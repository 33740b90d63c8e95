import type { ConfirmChannel } from 'amqplib'
import type { BrokerWatcher, QueueName } from '../port.ts'
import { createLink, declare, nameOf, within } from './link.ts'

/** Tokens in quorum queues, one a job: whoever gets a token takes the most urgent job. */
export interface Bell {
  /** Confirmed by the server. Throws when it is away: the jobs wait and are rung for later. */
  ring(queue: QueueName, ids: readonly string[]): Promise<void>
  /** Tokens that nobody took yet. Throws when the server is away. */
  tokens(queue: QueueName): Promise<number>
  /** `onToken` resolves when the token's work is over; as many run at once as `prefetch` says. Goes on by itself after an outage. */
  listen(queue: QueueName, prefetch: number, onToken: () => Promise<void>): Promise<{ stop(): Promise<void> }>
  /** A word to every listener of the site. */
  shout(text: string): Promise<void>
  hear(onText: (text: string) => void): void
  ping(): Promise<void>
  close(): Promise<void>
}

const AT_ONCE = 500

interface Listening {
  readonly queue: QueueName
  readonly prefetch: number
  readonly onToken: () => Promise<void>
  tag: string | null
  channel: ConfirmChannel | null
}

/** Connects on first use; while the server is away it tries again every second and `watch` hears of the change. */
export const rabbitBell = (site: { readonly url: string; readonly prefix: string; readonly watch: BrokerWatcher }): Bell => {
  const { prefix } = site
  const listenings = new Set<Listening>()
  const ears: ((text: string) => void)[] = []
  const link = createLink(site, {
    // A channel that is gone gives its tokens back by itself
    lost: () => {
      for (const one of listenings) one.channel = null
    },
    made: async (connection) => {
      const channel = await connection.createChannel()
      channel.on('error', (error: Error) => link.lose(error.message))
      await channel.assertExchange(nameOf(prefix, 'shout'), 'fanout', { durable: false })
      const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true })
      await channel.bindQueue(queue, nameOf(prefix, 'shout'), '')
      const tell = (text: string): void => {
        for (const ear of ears) ear(text)
      }
      await channel.consume(queue, (message) => message !== null && tell(message.content.toString()), { noAck: true })
      for (const one of listenings) await listenOn(await connection.createConfirmChannel(), one)
    },
  })

  const listenOn = async (channel: ConfirmChannel, one: Listening): Promise<void> => {
    channel.on('error', (error: Error) => link.lose(error.message))
    await declare(channel, prefix, one.queue)
    await channel.prefetch(one.prefetch)
    one.channel = channel
    const work = async (ack: () => void): Promise<void> => {
      try {
        await one.onToken()
      } finally {
        if (one.channel === channel) ack()
      }
    }
    const { consumerTag } = await channel.consume(nameOf(prefix, one.queue), (message) => {
      if (message !== null) work(() => channel.ack(message)).catch((error: unknown) => link.lose(error instanceof Error ? error.message : String(error)))
    })
    one.tag = consumerTag
  }

  return {
    ring: async (queue, ids) => {
      const { channel } = await within(link.open())
      await within(declare(channel, prefix, queue))
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        for (const id of ids.slice(at, at + AT_ONCE)) channel.sendToQueue(nameOf(prefix, queue), Buffer.from(id), { persistent: true })
        await within(channel.waitForConfirms())
      }
    },
    tokens: async (queue) => {
      const { channel } = await within(link.open())
      return (await within(declare(channel, prefix, queue))).messageCount
    },
    listen: async (queue, prefetch, onToken) => {
      const one: Listening = { queue, prefetch, onToken, tag: null, channel: null }
      // While the server is away listening begins with the next connection
      const { connection } = await link.open().catch(() => ({ connection: null }))
      listenings.add(one)
      if (connection !== null) await listenOn(await connection.createConfirmChannel(), one)
      return {
        stop: async () => {
          listenings.delete(one)
          if (one.channel !== null && one.tag !== null) await one.channel.cancel(one.tag)
        },
      }
    },
    shout: async (text) => {
      const { channel } = await within(link.open())
      await channel.assertExchange(nameOf(prefix, 'shout'), 'fanout', { durable: false })
      channel.publish(nameOf(prefix, 'shout'), '', Buffer.from(text))
      await within(channel.waitForConfirms())
    },
    hear: (onText) => {
      ears.push(onText)
    },
    ping: async () => {
      const { channel } = await within(link.open())
      await within(channel.waitForConfirms())
    },
    close: link.close,
  }
}
