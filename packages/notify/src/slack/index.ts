import { goOn, refused, tryLater } from '../failures.ts'
import { partialDeliveries } from '../partial-deliveries.ts'
import type { Channel, ChannelSettings, Notice } from '../port.ts'
import { type SlackCall, slackCaller } from './client.ts'
import { slackDirectory } from './directory.ts'
import { slackFiles, slackText } from './message.ts'
import { checkSlackTarget, slackTargets } from './targets.ts'

/** With files the text is their comment, so that a message appears when all of it is there, or not at all. */
const post = (call: SlackCall, channel: string, notice: Notice, signal: AbortSignal): Promise<unknown> => {
  const text = slackText(notice)
  const [first, ...more] = slackFiles(notice)
  return call(signal, (client) =>
    first === undefined
      ? client.chat.postMessage({ channel, text, mrkdwn: true, parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false })
      : client.files.uploadV2({ channel_id: channel, initial_comment: text, file_uploads: [first, ...more] }),
  )
}

/** Messages by Slack's Web API. Channel names are looked up once and kept. Copies (cc, bcc) do not exist in Slack. */
export const slackChannel = async (settings: ChannelSettings): Promise<Channel> => {
  const call = await slackCaller(settings)
  const directory = slackDirectory(call)
  const partly = partialDeliveries()
  let closed = false
  const ready = (signal: AbortSignal): void => {
    goOn(signal)
    if (closed) throw tryLater('The Slack channel is closed')
  }

  return {
    send: async (notice, { target }, signal) => {
      ready(signal)
      const wrong = checkSlackTarget(target)
      if (wrong !== null) throw refused(wrong)
      for (const channel of await directory.ids(slackTargets(target), signal)) {
        if (partly.has(notice.id, channel)) continue
        await post(call, channel, notice, signal)
        partly.add(notice.id, [channel])
      }
      partly.forget(notice.id)
    },
    check: async (signal) => {
      ready(signal)
      await call(signal, (client) => client.auth.test())
    },
    close: async () => {
      closed = true
    },
  }
}
