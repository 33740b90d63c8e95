import type { Actor } from '@coset/access'
import type { ReportFields } from '@coset/contract'
import { AppError, BadRequest, cronSchedule, type FieldMessages, shortestInterval, Unprocessable } from '@coset/core'
import { channelFor } from '@coset/notify'
import { visibleChart } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { openDashboard } from '../dashboard/index.ts'
import { visibleDatabase } from '../database/index.ts'
import { readObject } from '../json-text.ts'
import { tabsOf } from './tabs.ts'

/** What a schedule would be after a save. */
export interface Wanted {
  readonly type: string
  readonly name: string
  readonly crontab: string
  readonly timezone: string
  readonly sql: string | null
  readonly chart: number | null
  readonly dashboard: number | null
  readonly database: number | null
  readonly creation_method: string
  readonly validator_type: string | null
  readonly validator_config_json: Readonly<Record<string, unknown>>
  readonly recipients: NonNullable<ReportFields['recipients']>
  readonly extra: NonNullable<ReportFields['extra']>
  readonly custom_width: number | null
}

const NARROWEST = 600
const WIDEST = 2400
/** Shorter minimums than two minutes are those of every cron. */
const LEAST_MINIMUM = 120

const checkClock = (ctx: Context, wanted: Wanted): FieldMessages => {
  const schedule = cronSchedule(wanted.crontab, wanted.timezone)
  const minimum = wanted.type === 'Alert' ? ctx.settings.reports.alertMinimumSeconds : ctx.settings.reports.reportMinimumSeconds
  if (minimum < LEAST_MINIMUM || shortestInterval(schedule, ctx.clock.now()) >= minimum) return {}
  return { crontab: [`${wanted.type} schedule frequency exceeding limit: at most every ${minimum} seconds`] }
}

const visible = async (found: Promise<unknown>, field: string, told: string): Promise<FieldMessages> => {
  try {
    await found
    return {}
  } catch (error) {
    if (error instanceof AppError && (error.status === 404 || error.status === 403)) return { [field]: [told] }
    throw error
  }
}

const checkSubject = async (ctx: Context, actor: Actor, wanted: Wanted): Promise<FieldMessages> => {
  const { chart, dashboard, creation_method: method } = wanted
  if (chart !== null && dashboard !== null) return { chart: ['Choose a chart or dashboard not both'] }
  if (chart !== null) return visible(visibleChart(ctx, actor, chart), 'chart', 'Chart does not exist')
  if (dashboard !== null) return visible(openDashboard(ctx, actor, dashboard), 'dashboard', 'Dashboard does not exist')
  if (method === 'charts') return { chart: ['Please save your chart first, then try creating a new email report.'] }
  if (method === 'dashboards') return { dashboard: ['Please save your dashboard first, then try creating a new email report.'] }
  return { chart: ['Must choose either a chart or a dashboard'] }
}

const checkCondition = async (ctx: Context, actor: Actor, wanted: Wanted): Promise<FieldMessages> => {
  if (wanted.type === 'Report') return wanted.database === null ? {} : { database: ['Database reference is not allowed on a report'] }
  if (wanted.database === null) return { database: ['Database is required for alerts'] }
  const unknown = await visible(visibleDatabase({ ctx, actor }, wanted.database), 'database', 'Database does not exist')
  const operator = wanted.validator_type === 'operator'
  const { op, threshold } = wanted.validator_config_json
  return {
    ...unknown,
    ...((wanted.sql ?? '').trim() === '' ? { sql: ['An alert needs a query'] } : {}),
    ...(wanted.validator_type === null ? { validator_type: ['An alert needs a condition'] } : {}),
    ...(operator && (op === undefined || typeof threshold !== 'number') ? { validator_config_json: ['Must have a comparison and a threshold'] } : {}),
  }
}

const checkRecipients = (wanted: Wanted): FieldMessages => {
  const wrong = wanted.recipients.flatMap(({ type, recipient_config_json: config }) => {
    const told = channelFor(type)?.checkTarget({ target: config.target, ccTarget: config.ccTarget ?? '', bccTarget: config.bccTarget ?? '' })
    return told === undefined || told === null ? [] : [told]
  })
  return wrong.length === 0 ? {} : { recipients: wrong }
}

/** Tabs that a report names must stand in the dashboard. */
const checkTabs = async (ctx: Context, wanted: Wanted): Promise<FieldMessages> => {
  const state = wanted.extra.dashboard
  if (state === undefined || wanted.dashboard === null) return {}
  const row = await ctx.metadata.db.selectFrom('dashboards').select('position_json').where('id', '=', wanted.dashboard).executeTakeFirst()
  const layout = readObject(row?.position_json)
  const anchors = tabsOf(state.anchor ?? null)
  const unknown = [...(state.activeTabs ?? []), ...anchors].filter((tab) => !Object.hasOwn(layout, tab))
  const incomplete = (state.nativeFilters ?? []).filter((one) => one.nativeFilterId === '' || (one.filterType ?? '') === '')
  return {
    ...(unknown.length > 0 ? { extra: [`Invalid tab ids: ${unknown.join(', ')}`] } : {}),
    ...(incomplete.length > 0 ? { extra: ['Native filter entries must name filter and kind'] } : {}),
  }
}

const checkName = async (ctx: Context, wanted: Wanted, id: number | null): Promise<FieldMessages> => {
  const same = await ctx.metadata.db.selectFrom('report_schedules').select('id').where('name', '=', wanted.name).where('type', '=', wanted.type).execute()
  return same.some((row) => row.id !== id) ? { name: ['Name must be unique'] } : {}
}

const checkWidth = (wanted: Wanted): FieldMessages =>
  wanted.custom_width === null || (wanted.custom_width >= NARROWEST && wanted.custom_width <= WIDEST)
    ? {}
    : { custom_width: [`Screenshot width must be between ${NARROWEST}px and ${WIDEST}px`] }

/** Throws BadRequest for a wrong schedule, Unprocessable that names every other wrong member. */
export const checkReport = async (ctx: Context, actor: Actor, wanted: Wanted, id: number | null): Promise<void> => {
  const width = checkWidth(wanted)
  if (Object.keys(width).length > 0) throw new BadRequest('The screenshot width is out of bounds', { fields: width })
  const found = [
    checkClock(ctx, wanted),
    await checkSubject(ctx, actor, wanted),
    await checkCondition(ctx, actor, wanted),
    checkRecipients(wanted),
    await checkTabs(ctx, wanted),
    await checkName(ctx, wanted, id),
  ]
  const fields: FieldMessages = Object.assign({}, ...found) as FieldMessages
  if (Object.keys(fields).length > 0) throw new Unprocessable('The alert or report is not valid', { fields })
}
