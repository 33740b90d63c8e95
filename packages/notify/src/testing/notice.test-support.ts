import { randomUUID } from 'node:crypto'
import type { Attachment, ChannelSettings, Notice, Target } from '../port.ts'

export const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i)

// The smallest picture there is: one transparent point.
export const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

export const file = (name: string, contentType: string, bytes: Uint8Array): Attachment => ({ name, contentType, bytes })

/** A plain report with its own id. */
export const notice = (change: Partial<Notice> = {}): Notice => ({
  id: randomUUID(),
  kind: 'report',
  name: 'Sales by region',
  subject: '[Report] Sales by region',
  description: 'The week in numbers.',
  url: 'https://bi.example/dashboard/7?a=1&b=2',
  linkText: 'Explore it',
  images: [],
  attachments: [],
  table: null,
  error: null,
  source: { chartId: null, dashboardId: 7, scheduleId: 3, format: 'PNG' },
  ...change,
})

export const to = (target: string, ccTarget = '', bccTarget = ''): Target => ({ target, ccTarget, bccTarget })

export interface SettingsChange {
  readonly email?: Partial<ChannelSettings['email']>
  readonly slack?: Partial<ChannelSettings['slack']>
  readonly webhook?: Partial<ChannelSettings['webhook']>
}

export const settings = (change: SettingsChange = {}): ChannelSettings => ({
  email: { url: '', from: 'Coset <reports@coset.example>', requireTls: false, ...change.email },
  slack: { token: '', apiUrl: 'https://slack.com/api/', ...change.slack },
  webhook: { secret: '', httpsOnly: true, allowPrivateAddresses: false, ...change.webhook },
})

/** The error of work that must fail. */
export const failed = async (work: Promise<unknown>): Promise<unknown> => {
  const [outcome] = await Promise.allSettled([work])
  if (outcome.status === 'fulfilled') throw new Error('it did not fail')
  return outcome.reason
}
