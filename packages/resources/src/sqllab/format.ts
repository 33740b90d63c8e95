import type { contract } from '@coset/contract'
import { InvalidSql } from '@coset/core'
import { databaseModel, visibleDatabase } from '../database/index.ts'
import type { Call } from '../resource.ts'
import { renderSql } from './template.ts'

type Asking = Pick<Call<typeof contract.sqllab.formatSql>, 'ctx' | 'actor' | 'body' | 'request'>

/** The text laid out; where parameters come along, with its template filled in. What is no SQL comes back as it is. */
export const formatted = async ({ ctx, actor, body, request }: Asking): Promise<string> => {
  const database = typeof body.database_id === 'number' ? await visibleDatabase({ ctx, actor }, body.database_id) : null
  const engine = database !== null ? databaseModel(ctx, database).engine : body.engine ? ctx.engines.find(body.engine) : null
  const params = body.template_params ?? ''
  const fill = database !== null && params !== '' && params !== '{}'
  const sql = fill ? await renderSql(body.sql, { ctx, actor, request, database, catalog: null, schema: null, params }) : body.sql
  try {
    return await ctx.analyzer.format(sql, engine?.dialect.grammar ?? 'generic')
  } catch (error) {
    if (error instanceof InvalidSql) return sql
    throw error
  }
}
