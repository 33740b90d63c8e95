import type { Actor } from '@coset/access'
import { AppError, Unprocessable } from '@coset/core'
import type { Engine } from '@coset/engines'
import { neutralTexts } from '@coset/query'
import type { Context } from '../context.ts'
import { databaseModel } from '../database/index.ts'
import type { Db } from '../security/access-change.ts'

const refused = (error: AppError): Unprocessable => new Unprocessable(error.message, { fields: { clause: [error.message] }, cause: error })

/** The engines that a rule on these datasets runs on, one of each grammar. */
const enginesOf = async (ctx: Context, db: Db, datasetIds: readonly number[]): Promise<readonly Engine[]> => {
  if (datasetIds.length === 0) return []
  const databases = await db
    .selectFrom('databases')
    .innerJoin('datasets', 'datasets.database_id', 'databases.id')
    .select(['databases.id', 'databases.database_name', 'databases.sqlalchemy_uri', 'databases.cache_timeout', 'databases.extra'])
    .where('datasets.id', 'in', datasetIds)
    .execute()
  const engines = databases.map((row) => databaseModel(ctx, row).engine)
  return [...new Map(engines.map((engine) => [engine.dialect.grammar, engine])).values()]
}

const textsOf = (ctx: Context, clause: string, engine: Engine): Promise<readonly string[]> =>
  ctx.settings.featureFlags['ENABLE_TEMPLATE_PROCESSING'] === true ? neutralTexts(clause, engine, {}) : Promise.resolve([clause])

/** One whole condition; sub-queries read tables that other people may not, so only administrators write them. */
const proved = (ctx: Context, actor: Actor, text: string, { dialect }: Engine): Promise<string> =>
  actor.isAdmin ? ctx.analyzer.condition(text, dialect.grammar) : ctx.analyzer.expression(text, dialect.grammar, 'where')

const refuseFor = async (ctx: Context, actor: Actor, clause: string, engine: Engine): Promise<void> => {
  // A template may come to nothing where nobody asks; it is proved when it is used
  const texts = (await textsOf(ctx, clause, engine)).filter((text) => text === clause || text.trim() !== '')
  let first: unknown
  for (const text of texts) {
    try {
      await proved(ctx, actor, text, engine)
      return
    } catch (error) {
      first ??= error
    }
  }
  if (texts.length > 0) throw first
}

/** Throws Unprocessable naming `clause` unless it is one condition in the dialects of all these datasets. */
export const refuseClause = async (ctx: Context, actor: Actor, db: Db, clause: string, datasetIds: readonly number[]): Promise<void> => {
  for (const engine of await enginesOf(ctx, db, datasetIds))
    try {
      await refuseFor(ctx, actor, clause, engine)
    } catch (error) {
      throw error instanceof AppError && error.status < 500 ? refused(error) : error
    }
}
