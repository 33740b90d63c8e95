import type { contract } from '@coset/contract'
import { Forbidden, NotFound } from '@coset/core'
import { forget, keep, recall, rekeep } from '../key-values.ts'
import type { Call } from '../resource.ts'
import { findDashboard, openDashboard } from './repository.ts'

type Routes = typeof contract.dashboard

interface State {
  readonly dashboardId: number
  readonly owner: number | null
  readonly value: string
}

const load = async (call: Call<Routes['updateState']> | Call<Routes['getState']> | Call<Routes['deleteState']>): Promise<State> => {
  await openDashboard(call.ctx, call.actor, call.params.id)
  const state = (await recall(call.ctx, 'filter_state', call.params.key, call.ctx.settings.filterStateDays)).value as State
  if (state.dashboardId !== call.params.id) throw new NotFound()
  return state
}

const refuseOther = (call: { readonly actor: { readonly id: number | null } }, state: State): void => {
  if (state.owner !== call.actor.id) throw new Forbidden()
}

export const createState = async (call: Call<Routes['createState']>): Promise<unknown> => {
  await openDashboard(call.ctx, call.actor, call.params.id)
  const state: State = { dashboardId: call.params.id, owner: call.actor.id, value: call.body.value }
  return { key: await keep(call.ctx, 'filter_state', state, call.actor.id, call.ctx.settings.filterStateDays) }
}

export const updateState = async (call: Call<Routes['updateState']>): Promise<unknown> => {
  const state = await load(call)
  refuseOther(call, state)
  await rekeep(call.ctx, 'filter_state', call.params.key, { ...state, value: call.body.value })
  return { key: call.params.key }
}

export const getState = async (call: Call<Routes['getState']>): Promise<unknown> => ({ value: (await load(call)).value })

export const deleteState = async (call: Call<Routes['deleteState']>): Promise<unknown> => {
  refuseOther(call, await load(call))
  await forget(call.ctx, 'filter_state', call.params.key)
  return { message: 'Deleted successfully' }
}

export const createPermalink = async (call: Call<Routes['createPermalink']>): Promise<unknown> => {
  const row = await openDashboard(call.ctx, call.actor, call.params.id)
  const key = await keep(call.ctx, 'dashboard_permalink', { dashboardId: row.uuid, state: call.body }, call.actor.id, null)
  return { key, url: `/superset/dashboard/p/${key}/` }
}

export const getPermalink = async (call: Call<Routes['getPermalink']>): Promise<unknown> => {
  const { value } = await recall(call.ctx, 'dashboard_permalink', call.params.key, null)
  const { dashboardId } = value as { dashboardId: string }
  await openDashboard(call.ctx, call.actor, (await findDashboard(call.ctx, dashboardId)).id)
  return value
}
