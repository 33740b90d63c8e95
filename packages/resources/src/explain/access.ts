import { type Actor, can, type Decision, decideDatabase, decideDataset, decideOwnership, permissionKey } from '@coset/access'
import type { contract } from '@coset/contract'
import { NotFound } from '@coset/core'
import { findChart } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { decideOpening, findDashboard } from '../dashboard/index.ts'
import { findDatabase } from '../database/index.ts'
import { datasetFacts, loadDataset, rulesFor } from '../dataset/index.ts'
import { ownerIds } from '../people/owners.ts'
import type { Call } from '../resource.ts'
import { permissionsOf, rolesOf } from '../security/actors.ts'

interface Verdict extends Decision {
  readonly what: string
}

interface Looked {
  readonly name: string
  readonly verdicts: readonly Verdict[]
  /** Whose rows are read. */
  readonly datasetId: number | null
}

const verb = (actor: Actor, what: string, permission: { readonly verb: string; readonly view: string }): Verdict => {
  const text = permissionKey(permission.verb, permission.view)
  const allowed = can(actor, permission)
  return { what, allowed, because: allowed ? text : `no ${text}` }
}

const about = (what: string, decision: Decision): Verdict => ({ what, ...decision })

/** Writing needs the permission and the object. */
const changing = (actor: Actor, view: string, ownership: Decision): Verdict => {
  const may = verb(actor, 'change it', { verb: 'can_write', view })
  return may.allowed ? about('change it', ownership) : may
}

const readsDataset = async (ctx: Context, actor: Actor, id: number): Promise<Decision> => decideDataset(actor, datasetFacts(await loadDataset(ctx, id)))

const lookers: Readonly<Record<string, (ctx: Context, actor: Actor, id: number) => Promise<Looked>>> = {
  database: async (ctx, actor, id) => {
    const row = await findDatabase(ctx, id)
    return {
      name: row.database_name,
      datasetId: null,
      verdicts: [
        about('read all of its data', decideDatabase(actor, { id, name: row.database_name })),
        verb(actor, 'run SQL on it', { verb: 'can_execute_sql_query', view: 'SQLLab' }),
        verb(actor, 'change it', { verb: 'can_write', view: 'Database' }),
      ],
    }
  },
  dataset: async (ctx, actor, id) => {
    const dataset = await loadDataset(ctx, id)
    return {
      name: dataset.row.table_name,
      datasetId: id,
      verdicts: [
        verb(actor, 'use datasets', { verb: 'can_read', view: 'Dataset' }),
        about('read its rows', decideDataset(actor, datasetFacts(dataset))),
        changing(actor, 'Dataset', decideOwnership(actor, dataset.ownerIds)),
      ],
    }
  },
  chart: async (ctx, actor, id) => {
    const row = await findChart(ctx, id)
    const rows = row.datasource_id === null ? { allowed: actor.isAdmin, because: 'it has no dataset' } : await readsDataset(ctx, actor, row.datasource_id)
    return {
      name: row.slice_name,
      datasetId: row.datasource_id,
      verdicts: [
        verb(actor, 'use charts', { verb: 'can_read', view: 'Chart' }),
        about('see it', rows),
        changing(actor, 'Chart', decideOwnership(actor, await ownerIds(ctx.metadata.db, 'chart', id))),
        verb(actor, 'download it', { verb: 'can_csv', view: 'Superset' }),
      ],
    }
  },
  dashboard: async (ctx, actor, id) => {
    const row = await findDashboard(ctx, id)
    return {
      name: row.dashboard_title,
      datasetId: null,
      verdicts: [
        verb(actor, 'use dashboards', { verb: 'can_read', view: 'Dashboard' }),
        about('open it', await decideOpening(ctx, actor, row)),
        changing(actor, 'Dashboard', decideOwnership(actor, await ownerIds(ctx.metadata.db, 'dashboard', id))),
        verb(actor, 'export it', { verb: 'can_export', view: 'Dashboard' }),
      ],
    }
  },
}

/** Roles by the permissions that they hold, as decisions name those. */
const rolesBy = async (ctx: Context, roles: readonly { readonly id: number; readonly name: string }[]): Promise<ReadonlyMap<string, readonly string[]>> => {
  const by = new Map<string, string[]>()
  for (const role of roles)
    for (const { verb: name, view } of await permissionsOf(ctx.metadata, [role.id]))
      for (const key of [permissionKey(name, view), ...(name === view ? [name] : [])]) by.set(key, [...(by.get(key) ?? []), role.name])
  return by
}

/** What one person may do with one object, by which rule, and which of their roles give it; the row-level rules that bind them on it too. */
export const explainAccess = async ({ ctx, query }: Call<typeof contract.explain.access>): Promise<unknown> => {
  const person = await ctx.metadata.db.selectFrom('users').select(['id', 'username', 'active']).where('id', '=', query.user_id).executeTakeFirst()
  if (person === undefined) throw new NotFound('There is no such user')
  const roles = await rolesOf(ctx.metadata, person.id)
  const actor = await ctx.actors.byId(person.id)
  const look = lookers[query.kind]
  const looked = actor === null || look === undefined ? null : await look(ctx, actor, query.id)
  const holders = await rolesBy(ctx, roles)
  const rules = actor === null || looked === null || looked.datasetId === null ? [] : await rulesFor(ctx, actor)
  const bound = rules.filter((rule) => rule.dataset_id === looked?.datasetId)
  return {
    result: {
      person: { id: person.id, username: person.username, active: person.active },
      roles: roles.map((role) => role.name),
      object: { kind: query.kind, id: query.id, name: looked?.name ?? null },
      verdicts: (looked?.verdicts ?? []).map((verdict) => ({ ...verdict, roles: holders.get(verdict.because) ?? [] })),
      row_rules: bound.map(({ id, clause, filter_type }) => ({ id, clause, filter_type })),
    },
  }
}
