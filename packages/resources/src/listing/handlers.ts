import type { ListQuery, Route } from '@coset/contract'
import { BadRequest, NotFound, Unprocessable } from '@coset/core'
import { sql } from 'kysely'
import { type Call, type Handler, handle } from '../resource.ts'
import { OPERATOR_NAMES, operatorsOf } from './filters.ts'
import { list } from './list.ts'
import { likeText } from './pattern.ts'
import { labelOf } from './project.ts'
import type { Listing } from './spec.ts'

interface ListRoutes {
  readonly list: Route
  readonly info: Route
  readonly related: Route
  readonly distinct: Route
}

const field = (name: string, required: boolean): Record<string, unknown> => ({
  description: '',
  label: labelOf(name),
  name,
  required,
  type: 'String',
  unique: false,
  validate: [''],
})

const info = (listing: Listing, call: Call<Route>): Record<string, unknown> => {
  const permissions = [...call.actor.permissions].flatMap((key) => (key.endsWith(` on ${listing.view}`) ? [key.slice(0, -` on ${listing.view}`.length)] : []))
  const blocks: Record<string, unknown> = {
    add_columns: listing.addColumns.map((name, i) => field(name, i === 0)),
    add_title: listing.addTitle,
    edit_columns: listing.editColumns.map((name) => field(name, false)),
    edit_title: listing.editTitle,
    filters: Object.fromEntries(
      Object.entries(listing.search).map(([name, column]) => [
        name,
        Object.keys(operatorsOf(column)).map((operator) => ({ name: OPERATOR_NAMES[operator] ?? labelOf(operator), operator })),
      ]),
    ),
    permissions,
  }
  const keys = (call.q as { keys?: readonly string[] } | undefined)?.keys ?? []
  if (listing.infoByKeys === true && keys.length === 0) throw new BadRequest(`Name what you want: q=(keys:!(${Object.keys(blocks).join(',')}))`)
  const kept = keys.length === 0 ? Object.keys(blocks) : keys.filter((key) => key in blocks)
  return Object.fromEntries(kept.map((key) => [key, blocks[key]]))
}

interface RelatedQuery {
  readonly filter?: string
  readonly page?: number
  readonly page_size?: number
  readonly include_ids?: readonly number[]
}

const related = async (listing: Listing, call: Call<Route>): Promise<unknown> => {
  const { column } = call.params as { column: string }
  const query = (call.q ?? {}) as RelatedQuery
  const choices = listing.related !== undefined && Object.hasOwn(listing.related, column) ? listing.related[column] : undefined
  if (choices === undefined) throw new NotFound()
  // Choices are people, roles and databases of the site
  if (call.actor.kind === 'guest') return { count: 0, result: [] }
  if ((query.page ?? 0) > 0 && (query.include_ids ?? []).length > 0) throw new Unprocessable('include_ids cannot be combined with a page')
  return choices(call.ctx, call.actor, {
    filter: query.filter ?? '',
    page: Math.max(0, query.page ?? 0),
    pageSize: Math.min(100, Math.max(1, query.page_size ?? 25)),
    includeIds: query.include_ids ?? [],
  })
}

const distinct = async (listing: Listing, call: Call<Route>): Promise<unknown> => {
  const { column } = call.params as { column: string }
  const query = (call.q ?? {}) as RelatedQuery
  const ref = listing.distinct !== undefined && Object.hasOwn(listing.distinct, column) ? listing.distinct[column] : undefined
  if (ref === undefined) throw new NotFound()
  const visible = await listing.visible(call.ctx, call.actor)
  const where = sql`${sql.ref(ref)} is not null ${visible === null ? sql`` : sql` and (${visible})`} ${query.filter === undefined ? sql`` : sql` and lower(${sql.ref(ref)}) like ${`${likeText(query.filter)}%`}`}`
  const { rows } = await sql<{
    v: string
  }>`select distinct ${sql.ref(ref)} as v from ${sql.table(listing.table)} ${listing.joins ?? sql``} where ${where} order by 1`.execute(call.ctx.metadata.db)
  const size = Math.min(100, Math.max(1, query.page_size ?? 25))
  const page = rows.slice(Math.max(0, query.page ?? 0) * size, (Math.max(0, query.page ?? 0) + 1) * size)
  return { count: rows.length, result: page.map(({ v }) => ({ text: v, value: v })) }
}

/** The four read routes that every listed resource shares. */
export const listHandlers = (routes: ListRoutes, listing: Listing): readonly Handler[] => [
  handle(routes.list, (call) => list(call.ctx, listing, call.q as ListQuery | undefined, call.actor)),
  handle(routes.info, async (call) => info(listing, call)),
  handle(routes.related, (call) => related(listing, call)),
  handle(routes.distinct, (call) => distinct(listing, call)),
]
