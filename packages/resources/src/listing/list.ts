import type { Actor } from '@coset/access'
import type { ListQuery } from '@coset/contract'
import { BadRequest, NotFound } from '@coset/core'
import { readsMarkedOnly } from '@coset/metadata'
import { type CompiledQuery, sql } from 'kysely'
import type { Context } from '../context.ts'
import { conditionsOf } from './filters.ts'
import { findingsSince } from './kept.ts'
import { labelsOf, project } from './project.ts'
import type { Condition, Listing } from './spec.ts'

const PAGE_SIZE = 20
/** Sorted as they are, so that an index can. */
const NEVER_NULL = /^(?:charts|dashboards|datasets|databases|users)\.(?:changed_on|created_on|id)$/

const order = (listing: Listing, query: ListQuery): Condition => {
  const id = sql.ref(`${listing.table}.id`)
  if (query.order_column === undefined || query.order_column === '') {
    const standard = listing.defaultOrder
    return standard === undefined ? sql`${id} asc` : sql`${sql.ref(standard.ref)} ${sql.raw(standard.direction)}, ${id} ${sql.raw(standard.direction)}`
  }
  const ref = Object.hasOwn(listing.orderColumns, query.order_column) ? listing.orderColumns[query.order_column] : undefined
  if (ref === undefined) throw new BadRequest(`Invalid order by column: ${query.order_column}`)
  const column = typeof ref === 'string' ? sql.ref(ref) : ref
  if (typeof ref === 'string' && NEVER_NULL.test(ref)) return sql`${column} ${sql.raw(query.order_direction === 'desc' ? 'desc' : 'asc')}, ${id} asc`
  // NULL counts as the greatest value on every database
  return query.order_direction === 'desc'
    ? sql`case when ${column} is null then 0 else 1 end asc, ${column} desc, ${id} asc`
    : sql`case when ${column} is null then 1 else 0 end asc, ${column} asc, ${id} asc`
}

const pageOf = (listing: Listing, query: ListQuery): { readonly limit: number | null; readonly offset: number } => {
  const asked = query.page_size ?? PAGE_SIZE
  const cap = listing.maxPageSize
  const limit = asked < 1 ? cap : cap === null ? asked : Math.min(asked, cap)
  return { limit, offset: Math.max(0, query.page ?? 0) * (limit ?? 0) }
}

const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0
    ? sql`1 = 1`
    : sql.join(
        conditions.map((c) => sql`(${c})`),
        sql` and `,
      )

interface Page {
  readonly count: number
  readonly ids: readonly number[]
}

/** The listing's joins where a condition or an order asks for one of them: otherwise an index alone may answer. Values are no part of the text. */
const joinsFor = (ctx: Context, listing: Listing, ...asking: readonly Condition[]): Condition => {
  if (listing.joins === undefined) return sql``
  const text = (part: Condition): string => part.compile(ctx.metadata.db).sql
  const joins = text(listing.joins)
  const optional = [...joins.matchAll(/left join [^ ]+ (?:as )?["`]?(\w+)["`]? on/g)].map((found) => found[1] ?? '')
  if (optional.length < (joins.match(/\bjoin\b/g)?.length ?? 0)) return listing.joins
  const asked = asking.map(text).join(' ')
  return optional.some((alias) => new RegExp(`\\b${alias}\\b`).test(asked)) ? listing.joins : sql``
}

const keyOf = ({ sql: text, parameters }: CompiledQuery): string =>
  JSON.stringify([text, parameters], (_name, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))

/** Ids of one page and the count of all rows that match: two indexed queries, no rows of columns, asked once until something changes. */
export const findPage = async (ctx: Context, listing: Listing, query: ListQuery, actor: Actor): Promise<Page> => {
  const { db } = ctx.metadata
  const visible = await listing.visible(ctx, actor)
  const where = all([...(visible === null ? [] : [visible]), ...conditionsOf(listing.search, query.filters ?? [], actor)])
  const sorted = order(listing, query)
  const from = (...asking: readonly Condition[]): Condition => sql`from ${sql.table(listing.table)} ${joinsFor(ctx, listing, where, ...asking)} where ${where}`
  const { limit, offset } = pageOf(listing, query)
  const cut = limit === null ? sql`` : sql` limit ${sql.lit(limit)} offset ${sql.lit(offset)}`
  const counting = sql<{ n: number | string }>`select count(*) as n ${from()}`.compile(db)
  const finding = sql<{ id: number }>`select ${sql.ref(`${listing.table}.id`)} as id ${from(sorted)} order by ${sorted}${cut}`.compile(db)
  const keep = readsMarkedOnly(finding.sql) ? await findingsSince(ctx) : null
  const once = <T>(question: CompiledQuery<T>): Promise<readonly T[]> => {
    const look = async (): Promise<readonly T[]> => (await db.executeQuery(question)).rows
    return keep === null ? look() : keep(keyOf(question), look)
  }
  const [counted] = await once(counting)
  const found = await once(finding)
  return { count: Number(counted?.n ?? 0), ids: found.map((row) => row.id) }
}

/** Throws NotFound unless the actor sees at least one of the ids. */
export const refuseUnseen = async (ctx: Context, listing: Listing, actor: Actor, ids: readonly number[]): Promise<void> => {
  const visible = await listing.visible(ctx, actor)
  const id = sql.ref(`${listing.table}.id`)
  const where = all([...(visible === null ? [] : [visible]), sql`${id} in (${sql.join(ids.map((one) => sql.lit(one)))})`])
  const found = await sql`select ${id} as id from ${sql.table(listing.table)} ${listing.joins ?? sql``} where ${where} limit 1`.execute(ctx.metadata.db)
  if (found.rows.length === 0) throw new NotFound()
}

/** The answer of a list route. */
export const list = async (ctx: Context, listing: Listing, query: ListQuery | undefined, actor: Actor): Promise<Record<string, unknown>> => {
  const asked = query ?? {}
  const known = asked.columns ?? asked.select_columns
  const offered = [...listing.listColumns, ...(listing.askedColumns ?? [])]
  const wanted = (known ?? []).filter((name) => offered.includes(name) || offered.some((column) => column.startsWith(`${name}.`)))
  const columns = wanted.length > 0 ? (listing.listColumns.length > 0 ? wanted : []) : listing.listColumns
  const { count, ids } = await findPage(ctx, listing, asked, actor)
  const rows = ids.length === 0 ? [] : await listing.present(ctx, ids, actor)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const metadata: Record<string, unknown> = {
    description_columns: {},
    label_columns: labelsOf(columns),
    list_columns: columns,
    list_title: listing.listTitle,
    order_columns: Object.keys(listing.orderColumns).filter((name) => wanted.length === 0 || wanted.includes(name)),
  }
  const kept = asked.keys === undefined || asked.keys.length === 0 ? Object.keys(metadata) : asked.keys.filter((key) => key in metadata)
  return {
    count,
    ...Object.fromEntries(kept.map((key) => [key, metadata[key]])),
    ids,
    result: ids.flatMap((id) => {
      const row = byId.get(id)
      return row === undefined ? [] : [project(row, columns)]
    }),
  }
}
