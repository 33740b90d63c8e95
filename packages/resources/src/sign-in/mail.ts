import type { Notice } from '@coset/notify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { defineJob } from '../jobs/definition.ts'
import { enqueue } from '../jobs/queue.ts'
import { deliver } from '../report/run/channels.ts'
import { digestOf, issueCode, revokeCodes } from './codes.ts'

const RESET_SECONDS = 3600

/** What is sent to somebody who has asked for it. The job makes the code of the link: no queue holds one. */
const payload = z.union([
  z.strictObject({ kind: z.literal('reset'), login: z.string() }),
  z.strictObject({ kind: z.literal('activate'), registration: z.int() }),
])

type Payload = z.output<typeof payload>

/** Links in mails need the site's address, and mail a server. */
export const canMail = (ctx: Context): boolean => ctx.settings.reports.siteUrl !== '' && ctx.settings.reports.channels.email.url !== ''

const link = (ctx: Context, path: string): string => new URL(path, `${ctx.settings.reports.siteUrl.replace(/\/$/, '')}/`).href

interface Letter {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly url: string
  readonly linkText: string
}

const send = (ctx: Context, letter: Letter, signal: AbortSignal): Promise<void> => {
  const notice: Notice = {
    id: letter.id,
    kind: 'report',
    name: letter.subject,
    subject: letter.subject,
    description: letter.text,
    url: letter.url,
    linkText: letter.linkText,
    images: [],
    attachments: [],
    table: null,
    error: null,
    source: { chartId: null, dashboardId: null, scheduleId: 0, format: 'TEXT' },
  }
  return deliver(ctx, 'Email', 'account', notice, { target: letter.to, ccTarget: '', bccTarget: '' }, signal)
}

const findAccount = async (ctx: Context, login: string) => {
  for (const column of ['username', 'email'] as const) {
    const user = await ctx.metadata.db
      .selectFrom('users')
      .select(['id', 'email', 'active', 'password', 'is_service'])
      .where((eb) => eb(eb.fn('lower', [column]), '=', login.toLowerCase()))
      .executeTakeFirst()
    if (user !== undefined) return user
  }
  return undefined
}

/** Accounts that sign in elsewhere have no password here, so there is none to choose. */
const sendReset = async (ctx: Context, login: string, signal: AbortSignal): Promise<void> => {
  const user = await findAccount(ctx, login)
  if (user === undefined || !user.active || user.is_service || user.password === '') return
  await revokeCodes(ctx, 'reset', user.id)
  const code = await issueCode(ctx, 'reset', user.id, RESET_SECONDS)
  const letter = {
    id: `account:reset:${digestOf(code)}`,
    to: user.email,
    subject: `${ctx.settings.appName}: choose a new password`,
    text: 'Somebody, probably you, asked for a new password. The link is good for one hour and once. If it was not you, nothing has changed and nothing needs to be done.',
    url: link(ctx, `/password/reset/${code}`),
    linkText: 'Choose a new password',
  }
  await send(ctx, letter, signal)
}

const ACTIVATE_SECONDS = 86_400

const sendActivation = async (ctx: Context, registration: number, signal: AbortSignal): Promise<void> => {
  const row = await ctx.metadata.db.selectFrom('register_users').select(['id', 'email']).where('id', '=', registration).executeTakeFirst()
  if (row === undefined) return
  const code = await issueCode(ctx, 'activate', null, ACTIVATE_SECONDS, { registration: row.id })
  const letter = {
    id: `account:activate:${digestOf(code)}`,
    to: row.email,
    subject: `${ctx.settings.appName}: confirm your address`,
    text: 'The link confirms your address and opens your account. It is good for one day and once. If you did not ask for an account, nothing needs to be done.',
    url: link(ctx, `/register/activation/${code}`),
    linkText: 'Confirm the address',
  }
  await send(ctx, letter, signal)
}

export const accountMailJob = defineJob({
  name: 'account.mail',
  queue: 'maintenance',
  payload,
  timeoutMs: () => 240_000,
  maxAttempts: 4,
  backoffMs: 30_000,
  run: async (ctx, work: Payload, { signal }) => {
    if (work.kind === 'reset') await sendReset(ctx, work.login, signal)
    else await sendActivation(ctx, work.registration, signal)
  },
})

export const enqueueAccountMail = async (ctx: Context, work: Payload): Promise<void> => {
  await enqueue(ctx.broker, accountMailJob, work, { id: `account.mail:${crypto.randomUUID()}`, priority: 1 })
}
