import { inspect } from 'node:util'
import { Undeliverable } from '@coset/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, ChannelMember, ChannelSettings, Target } from './port.ts'
import { everyByte, failed, file, notice, png } from './testing/notice.test-support.ts'

/** One message as its reader has it. */
export interface Arrived {
  /** All words, markup taken off and entities resolved. */
  readonly text: string
  /** Where a click or a picture leads. */
  readonly links: readonly string[]
  /** Whatever a client would act upon beyond links and plain formatting: scripts, mentions, commands, injected headers. */
  readonly live: readonly string[]
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

export type Trouble = 'none' | 'temporary' | 'final' | 'silent'

/** A service that plays the other side. In trouble its answers show the secrets, as careless services do. */
export interface ChannelRig extends AsyncDisposable {
  readonly settings: ChannelSettings
  readonly target: Target
  readonly secrets: readonly string[]
  /** With credentials that the service does not take; null: there are none before a target is known. */
  readonly wrong: ChannelSettings | null
  /** Nobody listens there. */
  readonly nobody: { readonly settings: ChannelSettings; readonly target: Target }
  readonly brokenTarget: Target
  arrived(): Promise<readonly Arrived[]>
  be(trouble: Trouble): void
}

const HOSTILE = '<script>alert(1)</script> & "quoted" <!channel> <@U12345678> <img src=x onerror=alert(1)>'
const signal = (): AbortSignal => new AbortController().signal

/** What every channel does. `start` gives a service of its own. */
export const channelConformance = (name: string, member: ChannelMember, start: () => Promise<ChannelRig>): void => {
  describe(`${name}: a channel`, () => {
    let rig: ChannelRig
    let channel: Channel
    beforeAll(async () => {
      rig = await start()
      channel = await member.open(rig.settings)
    })
    beforeEach(() => rig.be('none'))
    afterAll(async () => {
      await channel.close()
      await rig[Symbol.asyncDispose]()
    })

    const last = async (): Promise<Arrived> => {
      const found = (await rig.arrived()).at(-1)
      if (found === undefined) throw new Error('nothing arrived')
      return found
    }
    const refusal = async (work: Promise<unknown>): Promise<Undeliverable> => {
      const error = await failed(work)
      if (!(error instanceof Undeliverable)) throw new Error(`not Undeliverable: ${inspect(error)}`)
      for (const secret of rig.secrets) expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret)
      return error
    }

    test('is ready with these settings, and knows a broken target', () => {
      expect(member.missing(rig.settings)).toBeNull()
      expect(member.checkTarget(rig.target)).toBeNull()
      expect(member.checkTarget(rig.brokenTarget)).toMatch(/^[A-Z].*[a-z]/)
    })

    test('brings text, once', async () => {
      const before = (await rig.arrived()).length
      await channel.send(notice({ description: 'First line\nsecond **line**\n\n- an item with naïve 数 🙂' }), rig.target, signal())
      expect((await rig.arrived()).length).toBe(before + 1)
      const { text, live } = await last()
      for (const part of ['[Report] Sales by region', 'First line', 'an item with naïve 数 🙂']) expect(text).toContain(part)
      expect(live).toEqual([])
    })

    test('brings the address and only web addresses', async () => {
      await channel.send(notice(), rig.target, signal())
      expect((await last()).links).toContain('https://bi.example/dashboard/7?a=1&b=2')
      await channel.send(notice({ url: 'javascript:alert(1)', description: '[x](javascript:alert(1)) [y](data:text/html,x)' }), rig.target, signal())
      expect((await last()).links).toEqual([])
    })

    test('brings a table', async () => {
      const table = { columns: ['Region', 'Sales'], rows: [['North', '12'], ['South', '7'], ['Odd ``` </table> <!here>', '0']] } // biome-ignore format: one glance
      await channel.send(notice({ table }), rig.target, signal())
      const { text, live } = await last()
      for (const part of ['Region', 'North', '12', 'South', '</table> <!here>']) expect(text).toContain(part)
      expect(live).toEqual([])
    })

    test('brings files byte for byte, views of larger buffers too', async () => {
      const large = new Uint8Array(1_500_000).map((_, i) => (i * 31) % 251)
      const attachments = [
        file('report.csv', 'text/csv', Buffer.from('a,b\r\n1,ü\n')),
        file('report.pdf', 'application/pdf', everyByte),
        file('report.xlsx', 'x', large.subarray(7)),
      ]
      await channel.send(
        notice({ images: [file('screenshot_0.png', 'image/png', png), file('screenshot_1.png', 'image/png', png)], attachments }),
        rig.target,
        signal(),
      )
      const { files, text } = await last()
      expect(text).toContain('[Report] Sales by region')
      expect(files.map((one) => one.name)).toEqual(['screenshot_0.png', 'screenshot_1.png', 'report.csv', 'report.pdf', 'report.xlsx'])
      const sent = [png, png, ...attachments.map((one) => one.bytes)]
      for (const [i, one] of files.entries()) expect(Buffer.compare(one.bytes, sent[i] ?? new Uint8Array())).toBe(0)
    })

    test('brings an error in place of content', async () => {
      await channel.send(notice({ kind: 'error', error: 'The database did not answer\nin time' }), rig.target, signal())
      expect((await last()).text).toContain('The database did not answer')
    })

    test('hostile texts arrive as text', async () => {
      const before = (await rig.arrived()).length
      const hostile = notice({
        name: `Name ${HOSTILE}\r\nX-Injected: 1`,
        subject: `Subject ${HOSTILE}\r\nBcc: evil@x.example\r\n\r\nbody`,
        description: `Words ${HOSTILE} [click](javascript:alert(1)) [ok](https://ok.example/?a=1&b=|2)\u202e`,
        linkText: 'Go <b>|here</b>\r\n> <!everyone>',
        error: `Error ${HOSTILE}`,
        table: { columns: ['<th>', 'a\nb'], rows: [['</table><script>', '=1+1'], [], ['1', '2', '3']] },
        attachments: [file('../../etc/pass"wd\r\nX-Injected: 1;.csv', 'text/csv\r\nX-Injected: 1', everyByte)],
      })
      await channel.send(hostile, rig.target, signal())
      expect((await rig.arrived()).length).toBe(before + 1)
      const { text, links, live, files } = await last()
      expect(live).toEqual([])
      for (const part of [
        'Subject <script>alert(1)</script> & "quoted" <!channel>',
        'Words <script>',
        '[click](javascript:alert(1))',
        'Error <script>',
        '</table><script>',
      ])
        expect(text).toContain(part)
      for (const link of links) expect(link).toMatch(/^https:\/\//)
      expect(files.length).toBe(1)
      expect(files[0]?.name).not.toMatch(/[/\\"\r\n]|\.\./)
      expect(Buffer.compare(files[0]?.bytes ?? new Uint8Array(), everyByte)).toBe(0)
    })

    test('half characters and control characters do no harm', async () => {
      await channel.send(notice({ subject: 'a\ud800b\u0000c', description: '\udc00\u0007x', name: '\ud83d' }), rig.target, signal())
      expect((await last()).text).toMatch(/b ?c/)
    })

    test('tells passing trouble from lasting, without secrets', async () => {
      rig.be('temporary')
      expect((await refusal(channel.send(notice(), rig.target, signal()))).retryable).toBe(true)
      rig.be('final')
      expect((await refusal(channel.send(notice(), rig.target, signal()))).retryable).toBe(false)
      rig.be('none')
      await channel.send(notice(), rig.target, signal())
    })

    test('refuses a broken target for good, before anything is sent', async () => {
      const before = (await rig.arrived()).length
      expect((await refusal(channel.send(notice(), rig.brokenTarget, signal()))).retryable).toBe(false)
      expect((await rig.arrived()).length).toBe(before)
    })

    test('where nobody listens, trying again may help', async () => {
      const other = await member.open(rig.nobody.settings)
      expect((await refusal(other.send(notice(), rig.nobody.target, signal()))).retryable).toBe(true)
      await other.close()
    })

    test('stops when asked to, and works afterwards', async () => {
      expect((await refusal(channel.send(notice(), rig.target, AbortSignal.abort()))).retryable).toBe(true)
      rig.be('silent')
      const began = Date.now()
      const error = await refusal(channel.send(notice(), rig.target, AbortSignal.timeout(300)))
      expect(error.retryable).toBe(true)
      expect(Date.now() - began).toBeLessThan(3000)
      rig.be('none')
      const before = (await rig.arrived()).length
      await channel.send(notice(), rig.target, signal())
      expect((await rig.arrived()).length).toBe(before + 1)
    })

    test('checks the service without sending', async () => {
      const before = (await rig.arrived()).length
      await channel.check(signal())
      expect((await rig.arrived()).length).toBe(before)
      await refusal(channel.check(AbortSignal.abort()))
      if (rig.wrong === null) return
      const other = await member.open(rig.wrong)
      expect((await refusal(other.check(signal()))).retryable).toBe(false)
      expect((await refusal(other.send(notice(), rig.target, signal()))).retryable).toBe(false)
      await other.close()
      const nobody = await member.open(rig.nobody.settings)
      expect((await refusal(nobody.check(signal()))).retryable).toBe(true)
      await nobody.close()
    })

    test('does nothing after its end, which may be asked for twice', async () => {
      const other = await member.open(rig.settings)
      await other.send(notice(), rig.target, signal())
      await other.close()
      await other.close()
      await refusal(other.send(notice(), rig.target, signal()))
      await refusal(other.check(signal()))
    })
  })
}
