import { contract } from '@coset/contract'
import { z } from 'zod'

/** What a worker needs of a run that nobody waits for, beside the run's row. */
export const sqlLabPayload = z.strictObject({
  query_id: z.int32(),
  user_id: z.int32(),
  body: contract.sqllab.execute.body,
  /** Who is told of rows that are there already; jobs of older servers name nobody. */
  channel: z.string().nullable().optional(),
  request: z.strictObject({ queryId: z.string().nullable(), parameters: z.record(z.string(), z.string()) }),
})
export type SqlLabPayload = z.output<typeof sqlLabPayload>
