import { type Actor, decideDataset } from '@coset/access'
import { AppError, NotFound } from '@coset/core'
import { neutralTexts, type QueryAsk, sqlLabScope, type TemplateAsk } from '@coset/query'
import { isTemplate, renderTemplate } from '@coset/sql'
import type { Context } from '../context.ts'
import { type DatabaseRow, databaseModel } from '../database/index.ts'
import { homeOf, ownsWholeDatabase, refusedTables, tablesRefused } from '../database/table-access.ts'
import { readObject } from '../json-text.ts'
import { type Dataset, datasetFacts, loadDataset } from './repository.ts'

export const templatesAreOn = (ctx: Context): boolean => ctx.settings.featureFlags['ENABLE_TEMPLATE_PROCESSING'] === true

const text = (value: string): string | null => (value === '' ? null : value)

/** What templates in SQL may know and reach on behalf of this person; null while templates are switched off. */
export const templateAskOf = (
  ctx: Context,
  actor: Actor,
  parameters: Readonly<Record<string, string>>,
  askOther: (dataset: Dataset) => Promise<QueryAsk>,
): TemplateAsk | null => {
  if (!templatesAreOn(ctx)) return null
  return {
    user: { id: actor.id, username: text(actor.username), email: text(actor.email), roles: actor.roles.map((role) => role.name).toSorted() },
    parameters,
    otherDataset: async (id) => {
      const dataset = await loadDataset(ctx, id).catch((error: unknown) => {
        throw error instanceof NotFound ? new NotFound(`Dataset ${id} not found`, { cause: error }) : error
      })
      // Unknown and forbidden look alike
      if (!decideDataset(actor, datasetFacts(dataset)).allowed) throw new NotFound(`Dataset ${id} not found`)
      return askOther(dataset)
    },
    refuseTables: async (database, home, statement) => {
      const row = await ctx.metadata.db.selectFrom('databases').selectAll().where('id', '=', database.id).executeTakeFirstOrThrow()
      if (ownsWholeDatabase(actor, row)) return
      const refused = await refusedTables(ctx, actor, row, await homeOf(ctx, row, home), [statement])
      if (refused.length > 0) throw tablesRefused(refused)
    },
  }
}

/** SQL of a dataset as it is saved or will be. */
export interface DatasetSql {
  readonly sql: string
  readonly schema: string | null
  readonly catalog: string | null
  readonly template_params: string | null
}

/** What the SQL becomes when nobody asks, the same for everybody; the text itself when it is no template. Throws TemplateSyntaxError. */
export const neutralSql = async (ctx: Context, database: DatabaseRow, dataset: DatasetSql): Promise<readonly string[]> =>
  templatesAreOn(ctx) ? neutralTexts(dataset.sql, databaseModel(ctx, database).engine, readObject(dataset.template_params)) : [dataset.sql]

/** What a text becomes for this person while no chart asks; as it is while templates are switched off. */
export const renderFor = async (
  ctx: Context,
  actor: Actor,
  database: DatabaseRow,
  text: string,
  dataset: Omit<DatasetSql, 'sql'>,
  askOther: (dataset: Dataset) => Promise<QueryAsk>,
): Promise<string> => {
  const template = isTemplate(text) ? templateAskOf(ctx, actor, {}, askOther) : null
  if (template === null) return text
  const { schema, catalog } = dataset
  return renderTemplate(
    text,
    sqlLabScope(ctx.query, { template, database: databaseModel(ctx, database), schema, catalog, parameters: readObject(dataset.template_params) }),
  )
}

/** Texts to read the columns of a templated query from, best first: what its author sees, then what nobody asks. */
export const sampleTexts = async (
  ctx: Context,
  actor: Actor,
  database: DatabaseRow,
  dataset: DatasetSql,
  askOther: (dataset: Dataset) => Promise<QueryAsk>,
): Promise<readonly string[]> => {
  if (!templatesAreOn(ctx) || !isTemplate(dataset.sql)) return [dataset.sql]
  const neutral = await neutralSql(ctx, database, dataset)
  try {
    return [await renderFor(ctx, actor, database, dataset.sql, dataset, askOther), ...neutral]
  } catch (error) {
    if (error instanceof AppError && error.status < 500 && neutral.length > 0) return neutral
    throw error
  }
}
