import { z } from 'zod'

/** A column of a result. `type` is the driver's name, `type_generic` 0 number, 1 text, 2 moment, 3 yes/no, null unknown. */
export const sqlColumn = z.looseObject({
  column_name: z.string(),
  name: z.string(),
  type: z.string(),
  type_generic: z.int32().nullable(),
  is_dttm: z.boolean(),
})
export type SqlColumn = z.output<typeof sqlColumn>

export const QUERY_STATES = ['pending', 'running', 'fetching', 'success', 'failed', 'stopped', 'timed_out', 'scheduled'] as const

/**
 * One run as the editor knows it. `id` is the editor's own `client_id`; moments are epoch milliseconds.
 * `limitingFactor` is what clients of the field read: the answer of a run says `UNKNOWN` where rows were cut. `extra.errors` holds the errors of a
 * failed run.
 */
export const queryFacts = z.looseObject({
  id: z.string(),
  queryId: z.int32(),
  serverId: z.int32(),
  dbId: z.int32(),
  db: z.string(),
  catalog: z.string().nullable(),
  schema: z.string().nullable(),
  sql: z.string(),
  executedSql: z.string().nullable(),
  state: z.enum(QUERY_STATES),
  progress: z.number(),
  rows: z.int32().nullable(),
  limit: z.int32().nullable(),
  limitingFactor: z.enum(['QUERY', 'DROPDOWN', 'QUERY_AND_DROPDOWN', 'NOT_LIMITED', 'UNKNOWN']),
  /** Which limit cut the rows; null: none did. */
  limitedBy: z.enum(['QUERY', 'DROPDOWN', 'QUERY_AND_DROPDOWN']).nullable(),
  ctas: z.boolean(),
  tempSchema: z.string().nullable(),
  tempTable: z.string().nullable(),
  sqlEditorId: z.string().nullable(),
  tab: z.string().nullable(),
  startDttm: z.number().nullable(),
  endDttm: z.number().nullable(),
  changed_on: z.string(),
  userId: z.int32().nullable(),
  user: z.string(),
  resultsKey: z.string().nullable(),
  trackingUrl: z.string().nullable(),
  errorMessage: z.string().nullable(),
  /** False: the run was not queued, whatever was asked. */
  runAsync: z.boolean(),
  extra: z.looseObject({}),
})
export type QueryFacts = z.output<typeof queryFacts>

/** Rows are objects by column name; `displayLimitReached`: `data` holds fewer rows than `query.rows`, the page route has the rest. */
export const executeAnswer = z.looseObject({
  status: z.string(),
  query_id: z.int32(),
  data: z.array(z.record(z.string(), z.unknown())),
  columns: z.array(sqlColumn),
  selected_columns: z.array(sqlColumn),
  expanded_columns: z.array(sqlColumn),
  query: queryFacts,
  displayLimitReached: z.boolean().optional(),
})
export type ExecuteAnswer = z.output<typeof executeAnswer>

/** A window of a kept result: `rows[r][c]` in the order of `columns`; `matched` of `total` rows pass search and filters. */
export const resultsPage = z.object({
  key: z.string(),
  columns: z.array(sqlColumn),
  total: z.int32(),
  matched: z.int32(),
  offset: z.int32(),
  rows: z.array(z.array(z.unknown())),
})
export type ResultsPage = z.output<typeof resultsPage>

/** The first rows of a run that goes on: `rows[r][c]` in the order of `columns`, the first of `total` that were read so far. No result. */
export const partialRows = z.object({
  client_id: z.string(),
  partial: z.literal(true),
  columns: z.array(sqlColumn),
  total: z.int32(),
  rows: z.array(z.array(z.unknown())),
})
export type PartialRows = z.output<typeof partialRows>
