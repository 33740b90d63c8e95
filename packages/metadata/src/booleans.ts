import type { KyselyPlugin, PluginTransformQueryArgs, PluginTransformResultArgs, QueryResult, RootOperationNode, UnknownRow } from 'kysely'
import { BOOLEAN_COLUMNS } from './tables.ts'

/** Reads 0 and 1 of boolean columns as false and true, for databases without a boolean type. */
export const booleansPlugin: KyselyPlugin = {
  transformQuery: (args: PluginTransformQueryArgs): RootOperationNode => args.node,
  transformResult: async (args: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> => {
    const first = args.result.rows[0]
    if (first === undefined) return args.result
    const columns = Object.keys(first).filter((name) => BOOLEAN_COLUMNS.has(name))
    if (columns.length > 0) for (const row of args.result.rows) for (const name of columns) row[name] = row[name] === null ? null : Boolean(row[name])
    return args.result
  },
}
