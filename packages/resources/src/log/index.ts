import { contract } from '@coset/contract'
import { BadRequest } from '@coset/core'
import { insertRow } from '@coset/metadata'
import { z } from 'zod'
import { type Listing, listHandlers } from '../listing/index.ts'
import { deltaText, isoText } from '../moments.ts'
import { type Call, type Handler, handle } from '../resource.ts'
import { showOne } from '../security/show.ts'

const routes = contract.log

export const logListing: Listing = {
  table: 'logs',
  view: 'Log',
  listTitle: 'List Log',
  addTitle: 'Add Log',
  editTitle: 'Edit Log',
  maxPageSize: 100,
  addColumns: [],
  editColumns: [],
  listColumns: [
    'user.first_name',
    'user.last_name',
    'user.username',
    'user_id',
    'action',
    'dttm',
    'json',
    'slice_id',
    'dashboard_id',
    'duration_ms',
    'referrer',
  ],
  orderColumns: { action: 'logs.action', dttm: 'logs.dttm', user_id: 'logs.user_id', duration_ms: 'logs.duration_ms' },
  defaultOrder: { ref: 'logs.dttm', direction: 'desc' },
  search: {
    user: { kind: 'to-one', ref: 'logs.user_id' },
    user_id: { kind: 'number', ref: 'logs.user_id' },
    action: { kind: 'text', ref: 'logs.action' },
    dttm: { kind: 'moment', ref: 'logs.dttm' },
    json: { kind: 'text', ref: 'logs.json' },
    slice_id: { kind: 'number', ref: 'logs.chart_id' },
    dashboard_id: { kind: 'number', ref: 'logs.dashboard_id' },
    duration_ms: { kind: 'number', ref: 'logs.duration_ms' },
    referrer: { kind: 'text', ref: 'logs.referrer' },
  },
  visible: async () => null,
  present: async (ctx, ids) => {
    const rows = await ctx.metadata.db
      .selectFrom('logs')
      .leftJoin('users', 'users.id', 'logs.user_id')
      .selectAll('logs')
      .select(['users.username', 'users.first_name', 'users.last_name'])
      .where('logs.id', 'in', [...ids])
      .execute()
    return rows.map((row) => ({
      id: row.id,
      action: row.action,
      user_id: row.user_id,
      dttm: isoText(row.dttm),
      json: row.json,
      slice_id: row.chart_id,
      dashboard_id: row.dashboard_id,
      duration_ms: row.duration_ms,
      referrer: row.referrer,
      user: row.username === null ? null : { username: row.username, first_name: row.first_name, last_name: row.last_name },
    }))
  },
}

const YEAR_MS = 365 * 86_400_000
const MOUNTS = ['mount_explorer', 'mount_dashboard']

/** What the asker opened last, newest first; objects that are gone are left out. */
const recentActivity = async ({ ctx, actor, q }: Call<typeof routes.recentActivity>): Promise<unknown> => {
  if (actor.id === null) return { result: [] }
  const { db } = ctx.metadata
  const size = Math.min(100, Math.max(1, q?.page_size ?? 10))
  const rows = await db
    .selectFrom('logs')
    .leftJoin('dashboards', 'dashboards.id', 'logs.dashboard_id')
    .leftJoin('charts', 'charts.id', 'logs.chart_id')
    .select(['logs.action', 'logs.dttm', 'logs.dashboard_id', 'logs.chart_id', 'dashboards.dashboard_title', 'dashboards.slug', 'charts.slice_name'])
    .where('logs.user_id', '=', actor.id)
    .where('logs.action', 'in', q?.actions ?? MOUNTS)
    .where('logs.dttm', '>', ctx.clock.now() - YEAR_MS)
    .orderBy('logs.dttm', 'desc')
    .limit(500)
    .execute()
  const seen = new Set<string>()
  const now = ctx.clock.now()
  const items = rows.flatMap((row) => {
    const chart = row.slice_name !== null && row.chart_id !== null
    if (!chart && row.dashboard_title === null) return []
    const key = chart ? `chart ${row.chart_id}` : `dashboard ${row.dashboard_id}`
    if (q?.distinct !== false && seen.has(key)) return []
    seen.add(key)
    return [
      {
        action: row.action,
        item_type: chart ? 'slice' : 'dashboard',
        item_title: chart ? row.slice_name : row.dashboard_title,
        time: row.dttm,
        time_delta_humanized: deltaText(row.dttm, now),
        item_url: chart ? `/explore/?slice_id=${row.chart_id}` : `/superset/dashboard/${row.slug ?? row.dashboard_id}/`,
      },
    ]
  })
  const page = Math.max(0, q?.page ?? 0)
  return { result: items.slice(page * size, (page + 1) * size) }
}

const event = z.looseObject({
  event_name: z.string().max(255),
  ts: z.number().optional(),
  source_id: z.union([z.number(), z.string()]).optional(),
  slice_id: z.int32().optional().catch(undefined),
  dashboard_id: z.int32().optional().catch(undefined),
  duration: z.number().max(2_147_483_647).optional().catch(undefined),
})
const MOST_EVENTS = 200

const readList = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadRequest('events is not JSON', { cause: error })
  }
}

const readEvents = (body: unknown): readonly z.output<typeof event>[] => {
  const field = typeof body === 'object' && body !== null && 'events' in body ? body.events : undefined
  const raw: unknown = typeof field === 'string' ? readList(field) : (field ?? [])
  const parsed = z.array(event).safeParse(raw)
  return parsed.success ? parsed.data.slice(0, MOST_EVENTS) : []
}

/** Keeps the events that the client reports of what its person does. */
const events = async ({ ctx, actor, body, query, request }: Call<typeof routes.events>): Promise<unknown> => {
  for (const item of readEvents(body)) {
    await insertRow(ctx.metadata.db, ctx.metadata.kind, 'logs', {
      action: item.event_name,
      user_id: actor.id,
      dashboard_id: item.dashboard_id ?? query.dashboard_id ?? null,
      chart_id: item.slice_id ?? query.slice_id ?? null,
      json: JSON.stringify(item).slice(0, 20_000),
      dttm: ctx.clock.now(),
      duration_ms: item.duration === undefined ? null : Math.round(item.duration),
      referrer: request.referrer?.slice(0, 1000) ?? null,
    })
  }
  return 'OK'
}

export const logHandlers: readonly Handler[] = [
  ...listHandlers(routes, logListing),
  handle(routes.get, ({ ctx, actor, params }) => showOne(ctx, logListing, params.id, actor)),
  handle(routes.create, async ({ ctx, actor, request }) => {
    const row = {
      action: 'LogRestApi.post',
      user_id: actor.id,
      dashboard_id: null,
      chart_id: null,
      json: '{}',
      dttm: ctx.clock.now(),
      duration_ms: null,
      referrer: request.referrer?.slice(0, 1000) ?? null,
    }
    const id = await insertRow(ctx.metadata.db, ctx.metadata.kind, 'logs', row)
    return { id, result: { id } }
  }),
  handle(routes.recentActivity, recentActivity),
  handle(routes.events, events),
]
