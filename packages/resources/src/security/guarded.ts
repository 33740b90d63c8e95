import { type Actor, can } from '@coset/access'
import { Conflict } from '@coset/core'
import type { Context } from '../context.ts'
import { type Guarded, refuseNewerRow } from '../history/keep.ts'
import { captureParts } from '../history/parts.ts'
import type { Db } from './access-change.ts'

interface GuardedForm extends Guarded {
  /** The view whose readers know its rows. */
  readonly view: string
}

/** An account as its form shows it: nothing that opens it. */
export const guardedUser: GuardedForm = {
  table: 'users',
  noun: 'user',
  view: 'User',
  capture: async (db, id, depth) => {
    const row = await db
      .selectFrom('users')
      .select(['id', 'username', 'email', 'first_name', 'last_name', 'active', 'is_service', 'changed_on', 'changed_by'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (row === undefined) return null
    const parts = [
      { name: 'roles', table: 'user_roles', own: 'user_id', ref: { column: 'role_id', kind: 'role' } },
      { name: 'groups', table: 'group_users', own: 'user_id', ref: { column: 'group_id', kind: 'group' } },
    ] as const
    return { format: 1, row: { ...row }, ...(await captureParts(db, parts, id, depth)) }
  },
}

/** A group as its form shows it: people by their user names. */
export const guardedGroup: GuardedForm = {
  table: 'groups',
  noun: 'group',
  view: 'Group',
  capture: async (db, id, depth) => {
    const row = await db.selectFrom('groups').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) return null
    const roles = { name: 'roles', table: 'group_roles', own: 'group_id', ref: { column: 'role_id', kind: 'role' } } as const
    const { parts, names } = await captureParts(db, [roles], id, depth)
    const users = await db
      .selectFrom('group_users')
      .innerJoin('users', 'users.id', 'group_users.user_id')
      .select(['user_id', 'username'])
      .where('group_id', '=', id)
      .execute()
    return {
      format: 1,
      row: { ...row },
      parts: { ...parts, users: users.map(({ user_id }) => ({ group_id: id, user_id })) },
      names: { ...names, ...Object.fromEntries(users.map((user) => [`user:${user.user_id}`, user.username])) },
    }
  },
}

/** Throws the Conflict when somebody saved since the writer read; what the row is now is told to those who may read it. */
export const refuseNewerForm = async (ctx: Context, db: Db, actor: Actor, form: GuardedForm, id: number, expected: number | undefined): Promise<void> => {
  try {
    await refuseNewerRow(ctx, db, form, id, expected)
  } catch (error) {
    throw error instanceof Conflict && !can(actor, { verb: 'can_get', view: form.view }) ? new Conflict(error.message) : error
  }
}
