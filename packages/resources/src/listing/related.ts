import { sql } from 'kysely'
import { findPage } from './list.ts'
import type { Listing } from './spec.ts'

/** Rows of another list to choose from, by their name: those that the asker's own list would show. */
export const relatedRows =
  (of: () => Listing, nameColumn: string): NonNullable<Listing['related']>[string] =>
  async (ctx, actor, asked) => {
    const listing = of()
    const filters = asked.filter === '' ? [] : [{ col: nameColumn, opr: 'ct', value: asked.filter }]
    const query = { filters, page: asked.page, page_size: asked.pageSize, order_column: nameColumn, order_direction: 'asc' } as const
    const found = await findPage(ctx, listing, query, actor)
    const ids = [...new Set([...found.ids, ...asked.includeIds])]
    if (ids.length === 0) return { count: found.count, result: [] }
    const visible = (await listing.visible(ctx, actor)) ?? sql`1 = 1`
    const id = sql.ref(`${listing.table}.id`)
    const { rows } = await sql<{ id: number; text: string | null }>`select ${id} as id, ${sql.ref(`${listing.table}.${nameColumn}`)} as text
      from ${sql.table(listing.table)} ${listing.joins ?? sql``} where ${id} in (${sql.join(ids.map((one) => sql.lit(one)))}) and (${visible})`.execute(
      ctx.metadata.db,
    )
    const names = new Map(rows.map((row) => [row.id, row.text ?? '']))
    const result = ids.flatMap((one) => (names.has(one) ? [{ value: one, text: names.get(one) ?? '', extra: {} }] : []))
    return { count: found.count + result.filter((one) => !found.ids.includes(one.value)).length, result }
  }
