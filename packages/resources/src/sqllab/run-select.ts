import type { Actor } from '@coset/access'
import type { Ticket } from '@coset/query'
import type { Context } from '../context.ts'
import { checkScript, type Script } from './check.ts'
import { rowLimit } from './limits.ts'
import { refusal } from './refusals.ts'
import { runScript } from './run.ts'

export interface SelectedRows {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

/** Runs a script that only reads, as somebody and under every rule of SQL Lab, without a place in the history. Throws as `execute` does. */
export const runSelect = async (ctx: Context, actor: Actor, script: Script, maxRows: number, ticket: Ticket): Promise<SelectedRows> => {
  const checked = await checkScript(ctx, actor, script)
  if (checked.mutates) throw refusal('This query writes; only reading is allowed here', 'DML_NOT_ALLOWED_ERROR')
  const { result } = await ctx.onBehalfOf(actor, () =>
    runScript(ctx, checked, {
      limit: rowLimit(maxRows, ctx.settings.sqlMaxRow, checked.statements.at(-1)?.limit ?? null),
      ticket,
      signal: script.request.signal,
      timeoutMs: ctx.settings.sqllab.timeoutMs,
      onStatement: async () => undefined,
    }),
  )
  const rows = result.blocks.flatMap((block) => Array.from({ length: block[0]?.length ?? 0 }, (_, at) => block.map((column) => column[at] ?? null)))
  return { columns: result.columns.map((column) => column.name), rows }
}
