import { createServer } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { Undeliverable } from '@coset/core'
import { until } from '@coset/testing'
import { describe, expect, test } from 'vitest'
import { type Arrived, channelConformance } from '../conformance.ts'
import type { Channel, ChannelSettings } from '../port.ts'
import { selfSigned } from '../testing/certificate.test-support.ts'
import { deadPort } from '../testing/http.test-support.ts'
import { failed, file, notice, png, settings, to } from '../testing/notice.test-support.ts'
import { readHtml } from './html.test-support.ts'
import { emailChannel } from './index.ts'
import { type PlayedMailServer, playMailServer, type Received, reply } from './mail-server.test-support.ts'
import { emailMember } from './member.ts'

const certificate = selfSigned()
const PASSWORD = 'pä$$ w@rd:/?'
const HEADERS = /^(?:auto-submitted|cc|content-type|date|from|message-id|mime-version|subject|to|x-auto-response-suppress)$/
const LIMITS = { connect: 1500, silence: 1500, whole: 4000 }
const signal = (): AbortSignal => new AbortController().signal

const asArrived = ({ mail }: Received): Arrived => {
  const html = readHtml(typeof mail.html === 'string' ? mail.html : '')
  return {
    text: [mail.subject, mail.text, html.text].join('\n'),
    links: html.links.filter((link) => !link.startsWith('cid:') && !link.startsWith('data:image/png;base64,')),
    live: [...html.live, ...mail.headerLines.map(({ key }) => key).filter((key) => !HEADERS.test(key))],
    files: mail.attachments.map(({ filename = '', content }) => ({ name: filename, bytes: content })),
  }
}

channelConformance('email', emailMember, async () => {
  const server = await playMailServer({ kind: 'starttls', certificate, user: 'coset', password: PASSWORD })
  const url = (password: string, port = server.port): string => `smtp://coset:${encodeURIComponent(password)}@127.0.0.1:${port}?tls_reject_unauthorized=false`
  const of = (address: string): ChannelSettings => settings({ email: { url: address, requireTls: true } })
  const target = to('a@x.example')
  return {
    settings: of(url(PASSWORD)),
    target,
    secrets: [PASSWORD, 'Wr0ngPassword'],
    wrong: of(url('Wr0ngPassword')),
    nobody: { settings: of(url(PASSWORD, await deadPort())), target },
    brokenTarget: to('a@x.example, b@x\r\nBCC: evil@x'),
    arrived: async () => server.received.map(asArrived),
    be: (trouble) => {
      server.rules.data = () => {
        if (trouble === 'silent') return 'never'
        if (trouble === 'none') return null
        return trouble === 'temporary' ? reply(451, `Try later, ${PASSWORD}`) : reply(550, `No, ${PASSWORD} ${Buffer.from(PASSWORD).toString('base64')}`)
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
})

const withChannel = async (url: string, work: (channel: Channel) => Promise<void>, change: Partial<ChannelSettings['email']> = {}): Promise<void> => {
  const channel = emailChannel(settings({ email: { url, ...change } }), LIMITS)
  try {
    await work(channel)
  } finally {
    await channel.close()
  }
}

/** A plain server and a channel to it. */
const withServer = async (work: (server: PlayedMailServer, channel: Channel) => Promise<void>): Promise<void> => {
  await using server = await playMailServer({ kind: 'plain' })
  await withChannel(`smtp://127.0.0.1:${server.port}`, (channel) => work(server, channel))
}

const failure = async (work: Promise<unknown>): Promise<Undeliverable> => {
  const error = await failed(work)
  if (!(error instanceof Undeliverable)) throw error
  return error
}

const only = (server: PlayedMailServer): Received => {
  const [one, ...more] = server.received
  if (one === undefined || more.length > 0) throw new Error(`${server.received.length} mails instead of one`)
  return one
}

describe('what a mail is', () => {
  test('to and cc stand in it, bcc only in the envelope, sender and id as told', async () => {
    await withServer(async (server, channel) => {
      const [report, target] = [notice(), to('a@x.example; b@x.example', 'c@x.example', 'd@x.example,a@x.example')]
      await channel.send(report, target, signal())
      await channel.send(report, target, signal())
      await channel.send(report, to('a@x.example'), signal())
      const [first, again, other] = server.received
      expect(first?.to).toEqual(['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'])
      expect(first?.mail.subject).toBe('[Report] Sales by region')
      expect(first?.raw).not.toMatch(/d@x\.example|^bcc:/im)
      expect(first?.mail.to).toMatchObject({ text: 'a@x.example, b@x.example' })
      expect(first?.mail.cc).toMatchObject({ text: 'c@x.example' })
      expect(first?.mail.from).toMatchObject({ value: [{ name: 'Coset', address: 'reports@coset.example' }] })
      expect(first?.mail.messageId).toMatch(/^<[0-9a-f]{64}@coset>$/)
      expect(again?.mail.messageId).toBe(first?.mail.messageId)
      expect(other?.mail.messageId).not.toBe(first?.mail.messageId)
      expect(server.connections()).toBe(1)
    })
  })

  test('pictures stand inside by their content ids, other files are attached', async () => {
    await withServer(async (server, channel) => {
      const images = [file('screenshot_0.png', 'image/png', png), file('screenshot_1.png', 'image/png', png)]
      await channel.send(notice({ images, attachments: [file('report.pdf', 'application/pdf', png)] }), to('a@x.example'), signal())
      const { mail, raw } = only(server)
      expect(mail.attachments.map((one) => [one.filename, one.contentDisposition, one.related ?? false])).toEqual([
        ['screenshot_0.png', 'inline', true],
        ['screenshot_1.png', 'inline', true],
        ['report.pdf', 'attachment', false],
      ])
      const cids = mail.attachments.flatMap(({ cid }) => cid ?? [])
      expect(new Set(cids).size).toBe(2)
      expect(raw).toMatch(/multipart\/mixed[\s\S]*multipart\/related/)
      // The parser puts pictures in place of the ids that it finds.
      expect(mail.html).toMatch(/<img src="data:image\/png;base64,[\s\S]*<img src="data:image\/png;base64,/)
    })
  })

  test('long tables are cut with a note, and the plain part has it all too', async () => {
    await withServer(async (server, channel) => {
      const rows = Array.from({ length: 1200 }, (_, i) => [`row ${i}`, 'é'.repeat(600)])
      await channel.send(notice({ table: { columns: ['a', 'b'], rows } }), to('a@x.example'), signal())
      const { mail } = only(server)
      expect(String(mail.html).match(/<tr>/g)?.length).toBe(501)
      expect(mail.html).toContain('The first 500 of 1200 rows.')
      expect(mail.text).toMatch(/row 499 [\s\S]*\(\d+ more rows\)/)
    })
  })

  test('addresses in other scripts travel', async () => {
    await withServer(async (server, channel) => {
      await channel.send(notice(), to('jürgen@bücher.example', '', 'x@BÜCHER.example'), signal())
      expect(only(server).to).toEqual(['jürgen@bücher.example', 'x@bücher.example'])
    })
  })
})

describe('TLS', () => {
  test('STARTTLS is used when offered, smtps from the start, and certificates are checked', async () => {
    for (const kind of ['starttls', 'smtps'] as const) {
      await using server = await playMailServer({ kind, certificate, user: 'u', password: 'p' })
      const url = `${kind === 'smtps' ? 'smtps' : 'smtp'}://u:p@127.0.0.1:${server.port}`
      await withChannel(url, async (channel) => {
        for (const work of [channel.check(signal()), channel.send(notice(), to('a@x.example'), signal())]) {
          const error = await failure(work)
          expect(error.retryable).toBe(false)
          expect(error.message).toMatch(/certificate/)
        }
      })
      await withChannel(`${url}?tls_reject_unauthorized=false`, async (channel) => {
        await channel.check(signal())
        await channel.send(notice(), to('a@x.example'), signal())
        expect(only(server)).toMatchObject({ encrypted: true, user: 'u' })
      })
      const before = getCACertificates('default')
      setDefaultCACertificates([...before, certificate.cert])
      try {
        await withChannel(url.replace('127.0.0.1', 'localhost'), (channel) => channel.send(notice(), to('a@x.example'), signal()))
      } finally {
        setDefaultCACertificates(before)
      }
      expect(server.received.length).toBe(2)
    }
  })

  test('without an offer mail goes in the clear, unless TLS is required', async () => {
    await using server = await playMailServer({ kind: 'plain', user: 'u', password: 'p' })
    const url = `smtp://u:p@127.0.0.1:${server.port}`
    await withChannel(url, (channel) => channel.send(notice(), to('a@x.example'), signal()))
    expect(only(server).encrypted).toBe(false)
    await withChannel(
      url,
      async (channel) => {
        expect(await failure(channel.send(notice(), to('a@x.example'), signal()))).toMatchObject({ retryable: false, message: expect.stringMatching(/TLS/) })
        expect((await failure(channel.check(signal()))).retryable).toBe(false)
      },
      { requireTls: true },
    )
    expect(server.received.length).toBe(1)
  })

  test('a server that speaks no TLS at smtps is an error, not a wait', async () => {
    await using server = await playMailServer({ kind: 'plain' })
    await withChannel(`smtps://127.0.0.1:${server.port}`, async (channel) => {
      await failure(channel.check(signal()))
    })
  })
})

describe('refusals', () => {
  test('greylisting passes, unknown people do not, and who has the mail gets it once', async () => {
    await withServer(async (server, channel) => {
      let greylisted = new Set(['b@x.example', 'c@x.example'])
      server.rules.rcpt = (address) =>
        greylisted.has(address) ? reply(451, '4.7.1 Greylisted') : address === 'gone@x.example' ? reply(550, '5.1.1 Nobody of that name') : null
      const report = notice()
      const target = to('a@x.example,ä@bücher.example,b@x.example', 'gone@x.example', 'c@x.example')
      const first = await failure(channel.send(report, target, signal()))
      expect(first).toMatchObject({ retryable: true, message: expect.stringMatching(/3 recipients: .*Greylisted.*Nobody/) })
      greylisted = new Set()
      const second = await failure(channel.send(report, target, signal()))
      expect(second).toMatchObject({ retryable: false, message: expect.stringMatching(/1 recipient: .*Nobody/) })
      expect(server.received.map((one) => one.to)).toEqual([
        ['a@x.example', 'ä@bücher.example'],
        ['b@x.example', 'c@x.example'],
      ])
      expect(new Set(server.received.map((one) => one.mail.messageId)).size).toBe(1)
    })
  })

  test('all refused: for the moment or for good', async () => {
    await withServer(async (server, channel) => {
      server.rules.rcpt = () => reply(450, 'Mailbox busy')
      expect((await failure(channel.send(notice(), to('a@x.example'), signal()))).retryable).toBe(true)
      server.rules.rcpt = () => reply(553, 'No')
      expect((await failure(channel.send(notice(), to('a@x.example'), signal()))).retryable).toBe(false)
      server.rules.rcpt = () => null
      server.rules.data = () => reply(421, 'Going down')
      expect((await failure(channel.send(notice(), to('a@x.example'), signal()))).retryable).toBe(true)
      server.rules.data = () => null
      await channel.send(notice(), to('a@x.example'), signal())
      only(server)
    })
  })

  test('bad addresses are refused before the server hears of them', async () => {
    await withServer(async (server, channel) => {
      for (const bad of [
        'b@x\r\nBCC: evil@x',
        'Boss <evil@x.example>',
        '"a b"@x.example',
        'a@x.example\nb@x.example',
        '<a@x.example>',
        '',
        'a@x.example evil@x.example',
      ]) {
        for (const target of [to(bad), ...(bad === '' ? [] : [to('a@x.example', bad), to('a@x.example', '', bad)])]) {
          const error = await failure(channel.send(notice(), target, signal()))
          expect(error.retryable).toBe(false)
          expect(error.message).not.toContain('evil')
        }
      }
      expect(server.connections()).toBe(0)
    })
  })

  test('a server that never greets, and one that falls silent, cost a bounded time', async () => {
    const mute = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1')
    await until('the server to listen', () => mute.listening)
    const address = mute.address()
    await withChannel(`smtp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, async (channel) => {
      expect(await failure(channel.send(notice(), to('a@x.example'), signal()))).toMatchObject({ retryable: true, message: expect.stringMatching(/in time/) })
      expect((await failure(channel.check(signal()))).retryable).toBe(true)
    })
    mute.close()
    await withServer(async (server, channel) => {
      server.rules.data = () => 'never'
      expect((await failure(channel.send(notice(), to('a@x.example'), signal()))).retryable).toBe(true)
    })
  })

  test('a server that never ends an answer costs a bounded time', async () => {
    const endless = createServer((socket) => {
      socket.write('220 x ESMTP\r\n')
      let greeted = false
      socket
        .on('error', () => undefined)
        .on('data', () => {
          // Takes the greeting; every later command gets line after line.
          if (greeted) setInterval(() => socket.write('250-x\r\n'), 100).unref()
          else socket.write('250 x\r\n')
          greeted = true
        })
    }).listen(0, '127.0.0.1')
    await until('the server to listen', () => endless.listening)
    const address = endless.address()
    await withChannel(`smtp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, async (channel) => {
      const began = Date.now()
      expect(await failure(channel.send(notice(), to('a@x.example'), signal()))).toMatchObject({ retryable: true, message: expect.stringMatching(/in time/) })
      expect(Date.now() - began).toBeLessThan(LIMITS.whole + 2000)
    })
    endless.close()
  })

  test('many at once go over few connections', async () => {
    await withServer(async (server, channel) => {
      await Promise.all(Array.from({ length: 40 }, () => channel.send(notice(), to('a@x.example'), signal())))
      expect(server.received.length).toBe(40)
      expect(server.connections()).toBeLessThanOrEqual(3)
    })
  })
})
