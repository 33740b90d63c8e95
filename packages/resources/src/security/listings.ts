import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Listing } from '../listing/index.ts'
import { isoText } from '../moments.ts'

const plain = { maxPageSize: 100, visible: async () => null, addColumns: ['name'], editColumns: ['name'] } as const

const named = (table: 'roles' | 'permission_names' | 'permission_views', title: string, view: string): Listing => ({
  ...plain,
  table,
  view,
  listTitle: `List ${title}`,
  addTitle: `Add ${title}`,
  editTitle: `Edit ${title}`,
  listColumns: ['id', 'name'],
  orderColumns: { id: `${table}.id`, name: `${table}.name` },
  search: { id: { kind: 'number', ref: `${table}.id` }, name: { kind: 'text', ref: `${table}.name` } },
  present: (ctx, ids) =>
    ctx.metadata.db
      .selectFrom(table)
      .select(['id', 'name'])
      .where('id', 'in', [...ids])
      .execute(),
})

export const roleListing = named('roles', 'Role', 'Role')
export const permissionListing = named('permission_names', 'Permission', 'Permission')
export const viewListing = named('permission_views', 'View Menu', 'ViewMenu')

export const permissionViewListing: Listing = {
  ...plain,
  table: 'permissions',
  view: 'PermissionViewMenu',
  listTitle: 'List Permission View',
  addTitle: 'Add Permission View',
  editTitle: 'Edit Permission View',
  listColumns: ['id', 'permission.name', 'view_menu.name'],
  joins: sql`join permission_names on permission_names.id = permissions.name_id join permission_views on permission_views.id = permissions.view_id`,
  orderColumns: { id: 'permissions.id', 'permission.name': 'permission_names.name', 'view_menu.name': 'permission_views.name' },
  search: {
    id: { kind: 'number', ref: 'permissions.id' },
    'permission.name': { kind: 'text', ref: 'permission_names.name' },
    'view_menu.name': { kind: 'text', ref: 'permission_views.name' },
    role: {
      kind: 'to-many',
      related: (id) => sql`exists (select 1 from role_permissions where role_permissions.permission_id = permissions.id and role_permissions.role_id = ${id})`,
    },
    permission: { kind: 'to-one', ref: 'permissions.name_id' },
    view_menu: { kind: 'to-one', ref: 'permissions.view_id' },
  },
  present: async (ctx, ids) => {
    const rows = await ctx.metadata.db
      .selectFrom('permissions')
      .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
      .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
      .select(['permissions.id', 'permission_names.name as verb', 'permission_views.name as view'])
      .where('permissions.id', 'in', [...ids])
      .execute()
    return rows.map((row) => ({ id: row.id, permission: { name: row.verb }, view_menu: { name: row.view } }))
  },
}

export const groupListing: Listing = {
  ...plain,
  table: 'groups',
  view: 'Group',
  listTitle: 'List Group',
  addTitle: 'Add Group',
  editTitle: 'Edit Group',
  listColumns: ['id', 'name', 'label', 'description', 'roles.id', 'roles.name', 'users.id', 'users.username'],
  askedColumns: ['changed_on_ms'],
  orderColumns: { id: 'groups.id', name: 'groups.name', label: 'groups.label', description: 'groups.description' },
  addColumns: ['name', 'label', 'description', 'users', 'roles'],
  editColumns: ['name', 'label', 'description', 'users', 'roles'],
  search: {
    id: { kind: 'number', ref: 'groups.id' },
    name: { kind: 'text', ref: 'groups.name' },
    label: { kind: 'text', ref: 'groups.label' },
    description: { kind: 'text', ref: 'groups.description' },
    users: { kind: 'to-many', related: (id) => sql`exists (select 1 from group_users where group_users.group_id = groups.id and group_users.user_id = ${id})` },
    roles: { kind: 'to-many', related: (id) => sql`exists (select 1 from group_roles where group_roles.group_id = groups.id and group_roles.role_id = ${id})` },
  },
  present: async (ctx, ids) => {
    const { db } = ctx.metadata
    const groups = await db
      .selectFrom('groups')
      .selectAll()
      .where('id', 'in', [...ids])
      .execute()
    const roles = await db
      .selectFrom('group_roles')
      .innerJoin('roles', 'roles.id', 'group_roles.role_id')
      .select(['group_id', 'roles.id', 'roles.name'])
      .where('group_id', 'in', [...ids])
      .execute()
    const users = await db
      .selectFrom('group_users')
      .innerJoin('users', 'users.id', 'group_users.user_id')
      .select(['group_id', 'users.id', 'users.username'])
      .where('group_id', 'in', [...ids])
      .execute()
    return groups.map((group) => ({
      ...group,
      changed_on_ms: group.changed_on,
      roles: roles.filter((r) => r.group_id === group.id).map(({ id, name }) => ({ id, name })),
      users: users.filter((u) => u.group_id === group.id).map(({ id, username }) => ({ id, username })),
    }))
  },
}

const presentUsers: Listing['present'] = async (ctx: Context, ids) => {
  const { db } = ctx.metadata
  const users = await db
    .selectFrom('users')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const roles = await db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .select(['user_id', 'roles.id', 'roles.name'])
    .where('user_id', 'in', [...ids])
    .execute()
  const groups = await db
    .selectFrom('group_users')
    .innerJoin('groups', 'groups.id', 'group_users.group_id')
    .select(['user_id', 'groups.id', 'groups.name'])
    .where('user_id', 'in', [...ids])
    .execute()
  return users.map((user) => ({
    id: user.id,
    username: user.username,
    email: user.email,
    first_name: user.first_name,
    last_name: user.last_name,
    active: user.active,
    is_service: user.is_service,
    last_login: user.last_login === null ? null : isoText(user.last_login),
    login_count: user.login_count,
    fail_login_count: user.fail_login_count,
    created_on: isoText(user.created_on),
    changed_on: isoText(user.changed_on),
    changed_on_ms: user.changed_on,
    created_by: user.created_by === null ? null : { id: user.created_by },
    changed_by: user.changed_by === null ? null : { id: user.changed_by },
    roles: roles.filter((r) => r.user_id === user.id).map(({ id, name }) => ({ id, name })),
    groups: groups.filter((g) => g.user_id === user.id).map(({ id, name }) => ({ id, name })),
  }))
}

export const userListing: Listing = {
  table: 'users',
  view: 'User',
  listTitle: 'List User',
  addTitle: 'Add User',
  editTitle: 'Edit User',
  maxPageSize: 100,
  visible: async () => null,
  addColumns: ['username', 'first_name', 'last_name', 'email', 'active', 'roles', 'groups', 'password'],
  editColumns: ['username', 'first_name', 'last_name', 'email', 'active', 'roles', 'groups', 'password'],
  listColumns: [
    'id',
    'roles.id',
    'roles.name',
    'first_name',
    'last_name',
    'username',
    'active',
    'email',
    'last_login',
    'login_count',
    'fail_login_count',
    'created_on',
    'changed_on',
    'created_by.id',
    'changed_by.id',
    'groups',
  ],
  askedColumns: ['is_service', 'changed_on_ms'],
  orderColumns: Object.fromEntries(
    ['id', 'first_name', 'last_name', 'username', 'active', 'email', 'last_login', 'login_count', 'fail_login_count', 'created_on', 'changed_on'].map(
      (name) => [name, `users.${name}`],
    ),
  ),
  search: {
    id: { kind: 'number', ref: 'users.id' },
    first_name: { kind: 'text', ref: 'users.first_name' },
    last_name: { kind: 'text', ref: 'users.last_name' },
    username: { kind: 'text', ref: 'users.username' },
    email: { kind: 'text', ref: 'users.email' },
    active: { kind: 'flag', ref: 'users.active' },
    last_login: { kind: 'moment', ref: 'users.last_login' },
    created_on: { kind: 'moment', ref: 'users.created_on' },
    changed_on: { kind: 'moment', ref: 'users.changed_on' },
    login_count: { kind: 'number', ref: 'users.login_count' },
    fail_login_count: { kind: 'number', ref: 'users.fail_login_count' },
    groups: { kind: 'to-many', related: (id) => sql`exists (select 1 from group_users where group_users.user_id = users.id and group_users.group_id = ${id})` },
    roles: { kind: 'to-many', related: (id) => sql`exists (select 1 from user_roles where user_roles.user_id = users.id and user_roles.role_id = ${id})` },
  },
  present: presentUsers,
}
