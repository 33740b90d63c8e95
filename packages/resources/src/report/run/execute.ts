import type { Actor } from '@coset/access'
import { AppError, asAppError, Timeout, TooManyRequests, Undeliverable } from '@coset/core'
import type { Context } from '../../context.ts'
import { ownerIds } from '../../people/owners.ts'
import type { ReportRow } from '../repository.ts'
import { askAlert, type Finding } from './alert.ts'
import { deliver } from './channels.ts'
import { type Content, contentOf, NO_CONTENT } from './content.ts'
import { executorOf } from './executor.ts'
import { type Execution, historyOf, record, TOLD_MARK } from './log.ts'
import { entryOf, tellsOwners } from './machine.ts'
import { mailTo, noticeOf, targetOf } from './notice.ts'

const GRACE_SECONDS = 14_400
const WORKING_SECONDS = 3600

const sentence = (error: unknown): string => {
  const known = asAppError(error)
  return known.expose ? known.message : 'Something went wrong on the server'
}

const sendsContent = (ctx: Context, row: ReportRow): boolean => row.type === 'Report' || ctx.settings.reports.attach

/** What the account behind an address sees; null where there is none, or more than one address. */
const ownViewOf = async (ctx: Context, address: string): Promise<Actor | null> => {
  const account = await ctx.metadata.db.selectFrom('users').select('id').where('email', '=', address.trim()).where('active', '=', true).executeTakeFirst()
  return account === undefined ? null : ctx.actors.byId(account.id)
}

interface Sending {
  readonly ctx: Context
  readonly row: ReportRow
  readonly execution: Execution
  readonly executor: Actor
  readonly signal: AbortSignal
}

const toEverybody = async ({ ctx, row, execution, executor, signal }: Sending): Promise<readonly string[]> => {
  const recipients = await ctx.metadata.db.selectFrom('report_recipients').selectAll().where('report_schedule_id', '=', row.id).orderBy('id').execute()
  const shared: Content = sendsContent(ctx, row) && !row.per_recipient ? await contentOf(ctx, executor, row, signal) : NO_CONTENT
  const failures: string[] = []
  for (const recipient of recipients) {
    const target = targetOf(recipient.recipient_config_json)
    try {
      const viewer = row.per_recipient && recipient.type === 'Email' ? await ownViewOf(ctx, target.target) : null
      if (row.per_recipient && viewer === null)
        throw new Undeliverable('Each recipient of this report gets what their own account may see, and this one has no account', { retryable: false })
      const content = viewer === null || !sendsContent(ctx, row) ? shared : await contentOf(ctx, viewer, row, signal)
      await deliver(ctx, recipient.type, String(recipient.id), noticeOf(ctx, row, execution.id, content, null), target, signal)
    } catch (error) {
      if (signal.aborted) throw error
      failures.push(`${recipient.type}: ${sentence(error)}`)
    }
  }
  return failures
}

const tellOwners = async ({ ctx, row, execution, signal }: Pick<Sending, 'ctx' | 'row' | 'execution' | 'signal'>, told: string): Promise<void> => {
  const owners = await ownerIds(ctx.metadata.db, 'report', row.id)
  const people =
    owners.length === 0
      ? []
      : await ctx.metadata.db
          .selectFrom('users')
          .select(['id', 'email'])
          .where('id', 'in', [...owners])
          .where('active', '=', true)
          .execute()
  const notice = noticeOf(ctx, row, execution.id, NO_CONTENT, told)
  for (const person of people) await deliver(ctx, 'Email', `owner-${person.id}`, notice, mailTo(person.email), signal)
}

/** Says that it failed, and tells the owners unless they were told not long ago. */
const fail = async (
  sending: Pick<Sending, 'ctx' | 'row' | 'execution' | 'signal'>,
  told: string,
  lastTold: number | null,
  finding: Finding | null,
): Promise<void> => {
  const { ctx, row, execution } = sending
  await record(ctx, row, execution, 'Error', { error: told, finding })
  if (!tellsOwners(lastTold, ctx.clock.now(), row.grace_period ?? GRACE_SECONDS)) return
  try {
    await tellOwners(sending, told)
    await record(ctx, row, execution, 'Error', { error: TOLD_MARK, finding })
  } catch (error) {
    await record(ctx, row, execution, 'Error', { error: `The owners could not be told: ${sentence(error)}`, finding })
  }
}

/**
 * One execution of a schedule, by the state machine of `machine.ts`. Safe to run twice: an execution that ended does nothing, one that was cut off
 * goes on, and nobody gets a notice of the same execution twice. Throws only when its signal ends it.
 */
export const executeReport = async (ctx: Context, row: ReportRow, execution: Execution, signal: AbortSignal): Promise<void> => {
  const history = await historyOf(ctx, row.id, execution.id)
  if (history.ended) return
  const now = ctx.clock.now()
  const facts = { type: row.type, state: row.last_state, own: history.began, now, workingSince: history.workingSince, lastSuccess: history.lastSuccess }
  const entry = entryOf({ ...facts, gracePeriod: row.grace_period ?? GRACE_SECONDS, workingTimeout: row.working_timeout ?? WORKING_SECONDS })
  if (entry === 'grace') return record(ctx, row, execution, 'On Grace')
  if (entry === 'busy') return record(ctx, row, execution, 'Working', { error: new TooManyRequests('The run before still works').message })
  let finding: Finding | null = null
  try {
    if (entry === 'overdue') throw new Timeout('The run before worked longer than it may')
    const executor = await executorOf(ctx, row)
    if (entry === 'work' && !history.began) await record(ctx, row, execution, 'Working')
    if (row.type === 'Alert') {
      finding = await askAlert(ctx, executor, row, signal)
      if (!finding.triggered) return await record(ctx, row, execution, 'Not triggered', { finding })
    }
    const failures = await toEverybody({ ctx, row, execution, executor, signal })
    if (failures.length > 0) throw new AppError(failures.join('; '), { code: 'REPORT_NOTIFICATION_ERROR', status: 422 })
    await record(ctx, row, execution, 'Success', { finding })
  } catch (error) {
    if (signal.aborted) throw error
    await fail({ ctx, row, execution, signal }, sentence(error), history.lastTold, finding)
  }
}

/** Sends what a schedule would send to one address alone; neither state nor log change. Throws what fails. */
export const sendTest = async (ctx: Context, row: ReportRow, execution: Execution, address: string, signal: AbortSignal): Promise<void> => {
  const executor = await executorOf(ctx, row)
  const content = sendsContent(ctx, row) ? await contentOf(ctx, executor, row, signal) : NO_CONTENT
  const notice = noticeOf(ctx, row, execution.id, content, null)
  await deliver(ctx, 'Email', 'test', { ...notice, subject: `[Test] ${notice.subject}` }, mailTo(address), signal)
}
