import { createHash } from 'node:crypto'
import type { Actor } from '@coset/access'
import type { contract } from '@coset/contract'
import { columnValues as distinctValues, type Lane, type QueryAsk, samplesPage, type Ticket } from '@coset/query'
import { type Call, Reply } from '../resource.ts'
import { drillable } from './granted.ts'
import { type Dataset, datasetRefused, loadDataset, refuseDataset } from './repository.ts'
import { predicatesFor } from './security.ts'
import { templateAskOf } from './template.ts'

type Routes = typeof contract.dataset
type Request = Call<Routes['columnValues']>['request']
type Asking = Pick<Call<Routes['columnValues']>, 'ctx' | 'actor'> & { readonly request: Pick<Request, 'queryId' | 'signal' | 'parameters'> }

/** Guests of one token are one: answers that depend on who asks are kept apart by this name. */
const nameOf = (actor: Actor): string => {
  if (actor.id !== null) return `user:${actor.id}`
  return actor.guest === null
    ? 'anonymous'
    : `guest:${createHash('sha256')
        .update(JSON.stringify([actor.username, actor.guest]))
        .digest('base64url')}`
}

/** Whose turn it is at a database; people who are not signed in share one turn. */
export const ticketOf = (actor: Actor, request: Pick<Asking['request'], 'queryId'>, lane: Lane = 'interactive'): Ticket => ({
  id: request.queryId,
  who: nameOf(actor),
  lane,
})

/** A guest's name is no account's. */
const accountOf = (actor: Actor): string => (actor.kind === 'user' ? actor.username : '')

/** What the query layer must know of the asker. */
export const askOf = async ({ ctx, actor, request }: Asking, dataset: Dataset, chartCacheTimeout: number | null): Promise<QueryAsk> => ({
  dataset: dataset.model,
  security: await predicatesFor(ctx, actor, dataset),
  template: templateAskOf(ctx, actor, request.parameters, (other) => askOf({ ctx, actor, request }, other, null)),
  userMarker: dataset.database.impersonate_user ? accountOf(actor) : null,
  hideSql: actor.kind === 'guest',
  chartCacheTimeout,
  ticket: ticketOf(actor, request),
  signal: request.signal,
})

/** The same for what a person saves: nobody waits for its queries by name. */
export const askToSave =
  (ctx: Asking['ctx'], actor: Actor) =>
  (dataset: Dataset): Promise<QueryAsk> =>
    askOf({ ctx, actor, request: { queryId: null, signal: new AbortController().signal, parameters: {} } }, dataset, null)

/** Distinct values of a column, under the asker's row-level rules. */
export const columnValues = async (call: Call<Routes['columnValues']>): Promise<unknown> => {
  const dataset = await loadDataset(call.ctx, call.params.id)
  refuseDataset(call.actor, dataset)
  const values = await distinctValues(call.ctx.query, await askOf(call, dataset, null), call.params.column)
  return { result: values.slice(0, call.ctx.settings.filterSelectRowLimit).map((value) => (typeof value === 'bigint' ? String(value) : value)) }
}

const writesSql = (body: Call<Routes['samples']>['body']): boolean =>
  ['where', 'having'].some((clause) => (body?.extras?.[clause] ?? '') !== '') ||
  (body?.filters ?? []).some((filter) => typeof (filter as { col?: unknown }).col !== 'string')

/** Guests see rows of datasets that a dashboard of their token shows, chosen by columns only. Throws 403. */
const refuseGuestSamples = async ({ ctx, actor, query, body }: Call<Routes['samples']>, dataset: Dataset): Promise<void> => {
  if (writesSql(body) || !(await drillable(ctx, actor, query.dashboard_id ?? null, dataset.row.id))) throw datasetRefused(dataset)
}

/** A page of sample rows, or of the rows behind a mark. */
export const samples = async (call: Call<Routes['samples']>): Promise<Reply> => {
  const { ctx, query } = call
  const dataset = await loadDataset(ctx, query.datasource_id)
  if (call.actor.kind === 'guest') await refuseGuestSamples(call, dataset)
  else refuseDataset(call.actor, dataset)
  const page = await samplesPage(ctx.query, await askOf(call, dataset, null), {
    payload: call.body ?? null,
    force: query.force === 'true',
    page: query.page,
    perPage: query.per_page,
  })
  const bytes = new Uint8Array(page.byteLength + 12)
  bytes.set(new TextEncoder().encode('{"result":'))
  bytes.set(page, 10)
  bytes[page.byteLength + 10] = 0x7d
  return new Reply(bytes.subarray(0, page.byteLength + 11), { headers: { 'content-type': 'application/json; charset=utf-8' } })
}
