import { connect } from 'amqplib'
import { QUEUES } from '../port.ts'

/** Takes a site's queues and exchange away from a RabbitMQ. */
export const removeSite = async (url: string, prefixes: readonly string[]): Promise<void> => {
  const connection = await connect(url)
  const channel = await connection.createChannel()
  for (const prefix of prefixes) {
    for (const queue of QUEUES) await channel.deleteQueue(`${prefix}.jobs.${queue}`)
    await channel.deleteExchange(`${prefix}.jobs.shout`)
  }
  await connection.close()
}
