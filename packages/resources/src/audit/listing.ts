import { AUDIT_KINDS, allRoutes, auditOf, contract } from '@coset/contract'
import { BadRequest } from '@coset/core'
import { sql } from 'kysely'
import { type Condition, type Listing, likeText, type Operator } from '../listing/index.ts'
import { isoText } from '../moments.ts'

const action = sql.ref('audit_events.action')
const status = sql.ref('audit_events.status')

const actionsOf = (kind: string): readonly string[] =>
  allRoutes(contract)
    .filter((route) => auditOf(route) === kind)
    .map(({ name }) => name)

const among = (names: readonly string[]): Condition => sql`${action} in (${sql.join([...names])})`

/** Groups of actions that people ask for. */
const WHATS: Readonly<Record<string, () => Condition>> = {
  view: () => sql`${among(actionsOf('view'))} and ${status} < 400`,
  change: () =>
    sql`(${among(actionsOf('change'))} or ${action} like 'scim.%' or (${action} like 'command.%' and ${action} <> 'command.export')) and ${status} < 400`,
  export: () => sql`(${among(actionsOf('export'))} or ${action} like '%.download' or ${action} = 'command.export') and ${status} < 400`,
  refusal: () => sql`${status} >= 400`,
  'sign-in': () => sql`${action} like 'sign-%'`,
}

const what: Operator = (value) => {
  const name = String(value)
  const group = Object.hasOwn(WHATS, name) ? WHATS[name] : undefined
  if (group === undefined) throw new BadRequest(`what: must be one of ${[...AUDIT_KINDS, 'refusal', 'sign-in'].join(', ')}`)
  return group()
}

const SEARCHED = ['user_name', 'action', 'object_name', 'detail', 'address', 'request_id'] as const

/** Any of the texts contains it. */
const anywhere: Operator = (value) => {
  const pattern = likeText(`%${String(value ?? '')}%`)
  return sql`(${sql.join(
    SEARCHED.map((name) => sql`lower(${sql.ref(`audit_events.${name}`)}) like ${pattern}`),
    sql` or `,
  )})`
}

export const auditListing: Listing = {
  table: 'audit_events',
  view: 'Log',
  listTitle: 'List Audit',
  addTitle: 'Add Audit',
  editTitle: 'Edit Audit',
  maxPageSize: 100,
  addColumns: [],
  editColumns: [],
  listColumns: ['id', 'at', 'user_id', 'user_name', 'via', 'action', 'object_kind', 'object_id', 'object_name', 'status', 'address', 'request_id', 'detail'],
  orderColumns: Object.fromEntries(['at', 'user_name', 'action', 'object_kind', 'object_name', 'status', 'via'].map((name) => [name, `audit_events.${name}`])),
  defaultOrder: { ref: 'audit_events.id', direction: 'desc' },
  search: {
    at: { kind: 'moment', ref: 'audit_events.at' },
    user: { kind: 'to-one', ref: 'audit_events.user_id' },
    user_id: { kind: 'number', ref: 'audit_events.user_id' },
    user_name: { kind: 'text', ref: 'audit_events.user_name' },
    via: { kind: 'text', ref: 'audit_events.via' },
    action: { kind: 'text', ref: 'audit_events.action' },
    object_kind: { kind: 'text', ref: 'audit_events.object_kind' },
    object_id: { kind: 'text', ref: 'audit_events.object_id' },
    object_name: { kind: 'text', ref: 'audit_events.object_name' },
    status: { kind: 'number', ref: 'audit_events.status' },
    address: { kind: 'text', ref: 'audit_events.address' },
    request_id: { kind: 'text', ref: 'audit_events.request_id' },
    what: { kind: 'custom', operators: { eq: what } },
    text: { kind: 'custom', operators: { ct: anywhere } },
  },
  distinct: { action: 'audit_events.action', object_kind: 'audit_events.object_kind', via: 'audit_events.via' },
  visible: async () => null,
  present: async (ctx, ids) => {
    const rows = await ctx.metadata.db
      .selectFrom('audit_events')
      .selectAll()
      .where('id', 'in', [...ids])
      .execute()
    return rows.map((row) => ({ ...row, at: isoText(row.at) }))
  },
}
