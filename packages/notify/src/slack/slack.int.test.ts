import { Undeliverable } from '@coset/core'
import { describe, expect, test } from 'vitest'
import { type Arrived, channelConformance, type Trouble } from '../conformance.ts'
import type { Channel, ChannelSettings } from '../port.ts'
import { deadPort } from '../testing/http.test-support.ts'
import { everyByte, failed, file, notice, settings, to } from '../testing/notice.test-support.ts'
import { slackChannels } from './directory.ts'
import { slackChannel } from './index.ts'
import { slackMember } from './member.ts'
import { type PostedMessage, playSlack, type SlackServer } from './slack-server.test-support.ts'

const TOKEN = 'xoxb-1234-Secret'
const signal = (): AbortSignal => new AbortController().signal

/** As Slack reads mrkdwn: `<…>` is a link or a command, three entities are letters. */
const asArrived = ({ text, files }: PostedMessage): Arrived => {
  const special = [...text.matchAll(/<([^>]*)>/g)].map(([, inside = '']) => inside)
  const letters = (part: string): string => part.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const outside = (text.match(/```/g)?.length ?? 0) % 2 === 0 ? [] : ['an open fence']
  return {
    text: letters(text.replace(/<[^>|]*\|([^>]*)>/g, '$1')),
    links: special.filter((one) => /^\w+:/.test(one)).map((one) => letters(one.split('|')[0] ?? '')),
    live: [...special.filter((one) => !/^https?:\/\//.test(one)), ...outside],
    files,
  }
}

const of = (apiUrl: string, token = TOKEN): ChannelSettings => settings({ slack: { token, apiUrl } })

const trouble = (server: SlackServer, kind: Trouble): void => {
  server.intercept = (method, response) => {
    if (kind === 'none' || method === 'conversations.list') return false
    if (kind === 'temporary') response.writeHead(429, { 'retry-after': '17' }).end(TOKEN)
    if (kind === 'final') response.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: false, error: 'not_in_channel', token: TOKEN }))
    return true
  }
}

channelConformance('slack', slackMember, async () => {
  const server = await playSlack(TOKEN)
  const target = to('#sales')
  return {
    settings: of(server.apiUrl),
    target,
    secrets: [TOKEN, 'xoxb-wrong'],
    wrong: of(server.apiUrl, 'xoxb-wrong'),
    nobody: { settings: of(`http://127.0.0.1:${await deadPort()}/api/`), target },
    brokenTarget: to('sales, <!channel>'),
    arrived: async () => server.posted.map(asArrived),
    be: (kind) => trouble(server, kind),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
})

const withSlack = async (work: (server: SlackServer, channel: Channel) => Promise<void>): Promise<void> => {
  await using server = await playSlack(TOKEN)
  const channel = await slackChannel(of(server.apiUrl))
  await work(server, channel)
  await channel.close()
}

const failure = async (work: Promise<unknown>): Promise<Undeliverable> => {
  const error = await failed(work)
  if (!(error instanceof Undeliverable)) throw error
  return error
}

describe('messages', () => {
  test('go to names and ids, each channel once; names are looked up once', async () => {
    await withSlack(async (server, channel) => {
      await channel.send(notice(), to('#sales, C00000000; sales,secret-plans,größe'), signal())
      expect(server.posted.map((one) => one.channel)).toEqual(['C00000001', 'C00000000', 'C00000002', 'C00000004'])
      const listed = server.calls.filter(({ method }) => method === 'conversations.list').length
      expect(listed).toBe(2)
      await channel.send(notice(), to('sales'), signal())
      expect(server.calls.filter(({ method }) => method === 'conversations.list').length).toBe(listed)
      expect(server.posted.at(-1)?.options).toMatchObject({ parse: 'none', link_names: 'false', unfurl_links: 'false', unfurl_media: 'false' })
    })
  })

  test('unknown and archived names are refused for good, unknown ids too', async () => {
    await withSlack(async (server, channel) => {
      for (const name of ['nobody', 'old']) expect(await failure(channel.send(notice(), to(name), signal()))).toMatchObject({ retryable: false })
      expect(await failure(channel.send(notice(), to('C99999999'), signal()))).toMatchObject({ retryable: false, message: 'Slack refused: channel_not_found' })
      expect(await failure(channel.send(notice({ attachments: [file('a.csv', 'text/csv', everyByte)] }), to('C99999999'), signal()))).toMatchObject({
        retryable: false,
      })
      expect(server.posted).toEqual([])
    })
  })

  test('a channel that has the message does not get it again', async () => {
    await withSlack(async (server, channel) => {
      let fails = true
      server.intercept = (method, response) => {
        if (!fails || method !== 'chat.postMessage' || server.posted.length === 0) return false
        response.writeHead(503).end('<html>down</html>')
        return true
      }
      const report = notice()
      expect((await failure(channel.send(report, to('sales,general'), signal()))).retryable).toBe(true)
      fails = false
      await channel.send(report, to('sales,general'), signal())
      expect(server.posted.map((one) => one.channel)).toEqual(['C00000001', 'C00000000'])
    })
  })

  test('the token stays with the API; files go without', async () => {
    await withSlack(async (server, channel) => {
      await channel.send(
        notice({ attachments: [file('report.csv', 'text/csv', everyByte), file('empty.csv', 'text/csv', new Uint8Array())] }),
        to('sales'),
        signal(),
      )
      expect(server.uploadTokens).toEqual([undefined])
      expect(server.posted[0]?.text).toContain('empty.csv is empty')
      expect(server.posted[0]?.files.map((one) => one.title)).toEqual(['report.csv'])
    })
  })

  test('long tables and texts are cut, and blocks are closed', async () => {
    await withSlack(async (server, channel) => {
      const rows = Array.from({ length: 3000 }, (_, i) => [`row ${i}`, '&<>`'.repeat(20)])
      await channel.send(notice({ table: { columns: ['a', '```'], rows }, description: '& '.repeat(50_000), error: '<'.repeat(50_000) }), to('sales'), signal())
      const text = server.posted[0]?.text ?? ''
      const block = /```[\s\S]*?```/.exec(text)?.[0] ?? ''
      expect(block.length).toBeLessThanOrEqual(4000)
      expect(block.length).toBeGreaterThan(3500)
      expect(block).toMatch(/\(\d{4} more rows\)/)
      expect(text.length).toBeLessThan(40_000)
    })
  })

  test('says how long Slack wants to be left alone', async () => {
    await withSlack(async (server, channel) => {
      trouble(server, 'temporary')
      expect(await failure(channel.send(notice(), to('C00000000'), signal()))).toMatchObject({ retryable: true, details: { retryAfterSeconds: 17 } })
      expect(server.calls.length).toBe(1)
    })
  })

  test.each([
    ['invalid_auth', false],
    ['token_revoked', false],
    ['is_archived', false],
    ['missing_scope', false],
    ['internal_error', true],
    ['ratelimited', true],
    [`<html>${TOKEN}</html>`, true],
  ])('the error %s', async (error, retryable) => {
    await withSlack(async (server, channel) => {
      server.intercept = (_method, response) => {
        response.setHeader('content-type', 'application/json').end(error.startsWith('<') ? error : JSON.stringify({ ok: false, error }))
        return true
      }
      const found = await failure(channel.check(signal()))
      expect(found.retryable).toBe(retryable)
      expect(found.message).not.toContain(TOKEN)
    })
  })

  test('endless answers and redirects end in an error', async () => {
    await withSlack(async (server, channel) => {
      server.intercept = (_method, response) => {
        const write = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
          response.once('drain', write)
        }
        write()
        return true
      }
      expect((await failure(channel.check(signal()))).message).toMatch(/too long/)
      server.intercept = (_method, response) => {
        response.writeHead(302, { location: `${server.apiUrl}auth.test` }).end()
        return true
      }
      await failure(channel.check(signal()))
      expect(server.calls.length).toBe(2)
    })
  })
})

describe('the list of channels', () => {
  test('searches names and ids, by kind, from memory until forced', async () => {
    await using server = await playSlack(TOKEN)
    const names = async (search: Parameters<typeof slackChannels>[1]): Promise<string[]> =>
      (await slackChannels(of(server.apiUrl), search, signal())).map(({ name }) => name)
    expect(await names({})).toEqual(['general', 'größe', 'sales', 'secret-plans'])
    expect(await names({ search: 'SAL' })).toEqual(['sales'])
    expect(await names({ search: 'sal', exactMatch: true })).toEqual([])
    expect(await names({ search: '#sales, c00000000', exactMatch: true })).toEqual(['general', 'sales'])
    expect(await names({ types: ['private_channel'] })).toEqual(['secret-plans'])
    expect(await slackChannels(of(server.apiUrl), { search: 'sales' }, signal())).toEqual([
      { id: 'C00000001', name: 'sales', is_member: true, is_private: false },
    ])
    server.channels.push({ id: 'C00000009', name: 'fresh', is_member: false, is_private: false, is_archived: false })
    expect(await names({ search: 'fresh' })).toEqual([])
    expect(await names({ search: 'fresh', force: true })).toEqual(['fresh'])
    await expect(slackChannels(of(server.apiUrl, 'xoxb-other'), {}, signal())).rejects.toThrow('invalid_auth')
  })
})
