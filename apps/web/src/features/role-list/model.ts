import { api } from '../../session/api.ts'
import type { Filter } from '../../shared/resource-list/index.tsx'

export interface Role {
  readonly id: number
  readonly name: string
}

export interface Permission {
  readonly id: number
  readonly verb: string
  readonly view: string
}

const BUILT_IN = ['Admin', 'Alpha', 'Gamma', 'Public', 'sql_lab']

export const isBuiltIn = (role: Role): boolean => BUILT_IN.includes(role.name)

const PAGE_SIZE = 100

/** All rows of a list that fit, however many pages they are. */
const allOf = async <Row>(path: string, filters: readonly Filter[], signal: AbortSignal): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (let page = 0; ; page++) {
    const answer = await api.get<{ count: number; result: readonly Row[] }>(path, { q: { filters, page, page_size: PAGE_SIZE, order_column: 'id' }, signal })
    rows.push(...answer.result)
    if (answer.result.length < PAGE_SIZE || rows.length >= answer.count) return rows
  }
}

interface Pair {
  readonly id: number
  readonly permission: { readonly name: string }
  readonly view_menu: { readonly name: string }
}

export const allPermissions = async (signal: AbortSignal): Promise<readonly Permission[]> => {
  const pairs = await allOf<Pair>('/api/v1/security/permissions-resources/', [], signal)
  return pairs
    .map(({ id, permission, view_menu }) => ({ id, verb: permission.name, view: view_menu.name }))
    .sort((a, b) => a.view.localeCompare(b.view) || a.verb.localeCompare(b.verb))
}

export interface Holders {
  /** `changed_on_ms` of the role that was read; undefined: there is none yet. */
  readonly readOn: number | undefined
  readonly permissions: readonly number[]
  readonly users: readonly { readonly id: number; readonly name: string }[]
  readonly groups: readonly { readonly id: number; readonly name: string }[]
}

export const NOBODY: Holders = { readOn: undefined, permissions: [], users: [], groups: [] }

/** What a role may do, and who holds it. */
export const holdersOf = async (id: number, signal: AbortSignal): Promise<Holders> => {
  const filters = [{ col: 'roles', opr: 'rel_m_m', value: [id] }]
  // First: whoever saves while the rest is read is found when this is saved
  const role = await api.get<{ result: { readonly changed_on_ms: number } }>(`/api/v1/security/roles/${id}`, { signal })
  const [permissions, users, groups] = await Promise.all([
    api.get<{ result: readonly { readonly id: number }[] }>(`/api/v1/security/roles/${id}/permissions/`, { signal }),
    allOf<{ id: number; username: string }>('/api/v1/security/users/', filters, signal),
    allOf<Role>('/api/v1/security/groups/', filters, signal),
  ])
  return {
    readOn: role.result.changed_on_ms,
    permissions: permissions.result.map((one) => one.id),
    users: users.map(({ id: user, username }) => ({ id: user, name: username })),
    groups,
  }
}
