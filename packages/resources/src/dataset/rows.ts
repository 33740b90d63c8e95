import { createHash } from 'node:crypto'
import type { Actor } from '@coset/access'
import type { contract } from '@coset/contract'
import { Forbidden } from '@coset/core'
import type { Lane, QueryAsk, Ticket } from '@coset/query'
import type { Call } from '../resource.ts'
import type { Dataset } from './repository.ts'
import { predicatesFor } from './security.ts'
import { templateAskOf } from './template.ts'

const NOT_LENT = 'answers people in their own names, which are not lent to whoever sees the site as them'

type Routes = typeof contract.dataset
type Request = Call<Routes['columnValues']>['request']
type Asking = Pick<Call<Routes['columnValues']>, 'ctx' | 'actor'> & { readonly request: Pick<Request, 'queryId' | 'signal' | 'parameters'> }

/** Guests of one token are one: answers that depend on who asks are kept apart by this name. */
const nameOf = (actor: Actor): string => {
  const id = actor.viewer?.id ?? actor.id
  if (id !== null) return `user:${id}`
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

/** Answers that a database gave to a person by their own name there are theirs. Throws Forbidden. */
const refuseLent = (actor: Actor, { database }: Dataset): void => {
  if (database.impersonate_user && actor.viewer !== null && actor.kind !== 'anonymous')
    throw new Forbidden(`The database ${database.database_name} ${NOT_LENT}`)
}

/** What the query layer must know of the asker. Throws Forbidden. */
export const askOf = async ({ ctx, actor, request }: Asking, dataset: Dataset, chartCacheTimeout: number | null): Promise<QueryAsk> => {
  refuseLent(actor, dataset)
  return {
    dataset: dataset.model,
    security: await predicatesFor(ctx, actor, dataset),
    template: templateAskOf(ctx, actor, request.parameters, (other) => askOf({ ctx, actor, request }, other, null)),
    userMarker: dataset.database.impersonate_user ? accountOf(actor) : null,
    hideSql: actor.kind === 'guest',
    chartCacheTimeout,
    ticket: ticketOf(actor, request),
    signal: request.signal,
  }
}

/** The same for what a person saves: nobody waits for its queries by name. */
export const askToSave =
  (ctx: Asking['ctx'], actor: Actor) =>
  (dataset: Dataset): Promise<QueryAsk> =>
    askOf({ ctx, actor, request: { queryId: null, signal: new AbortController().signal, parameters: {} } }, dataset, null)
