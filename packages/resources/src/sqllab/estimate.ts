import type { contract } from '@coset/contract'
import { EngineFailure, Timeout } from '@coset/core'
import { readObject } from '../json-text.ts'
import type { Call } from '../resource.ts'
import { checkScript } from './check.ts'
import { databaseForScript } from './execute.ts'
import { refusal } from './refusals.ts'

const within = async <T>(work: Promise<T>, ms: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Timeout('The estimate took too long', { code: 'SQLLAB_TIMEOUT_ERROR', envelope: 'errors' })), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** What each statement would cost. Throws 422 where the engine or the database does not tell. */
export const estimate = async (
  call: Pick<Call<typeof contract.sqllab.estimate>, 'ctx' | 'actor' | 'body' | 'request'>,
): Promise<readonly Readonly<Record<string, string>>[]> => {
  const { ctx, actor, body } = call
  const database = await databaseForScript(ctx, body.database_id)
  const { engine, statements, script } = await checkScript(ctx, actor, {
    database,
    sql: body.sql,
    catalog: body.catalog || null,
    schema: body.schema || null,
    templateParams: body.template_params ?? null,
    request: call.request,
  })
  if (!engine.capabilities.costEstimate || readObject(database.extra)['cost_estimate_enabled'] === false)
    throw refusal(`The database ${database.database_name} tells no costs`, 'GENERIC_COMMAND_ERROR')
  const connection = await ctx.connections.forDatabase(database.id)
  const told: Readonly<Record<string, string>>[] = []
  for (const statement of statements) {
    try {
      told.push(await within(connection.estimate(statement.text, script.schema), ctx.settings.sqllab.estimateTimeoutMs))
    } catch (error) {
      throw error instanceof EngineFailure ? refusal(error.message, error.code, { engine_name: engine.label, ...error.details }, error.status) : error
    }
  }
  return told
}
