import type { Actor } from '@coset/access'
import type { Row } from '@coset/metadata'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Condition } from '../listing/index.ts'
import { changeAccess, type Db } from '../security/access-change.ts'
import { insertAccount, refuseTaken } from '../security/accounts.ts'
import { refuseAdministrators, refuseGrant } from '../security/limits.ts'
import { membershipsOf, touch } from '../security/memberships.ts'
import { SCIM_PROVIDER } from '../sign-in/identities.ts'
import { endOldSignIns } from '../sign-in/sessions.ts'
import { notThere, ScimError } from './errors.ts'
import { type Attributes, filterCondition } from './filter.ts'
import { groupIdText } from './groups.ts'
import { changesOf } from './patch.ts'
import { USER } from './schemas.ts'
import { changedDraft, type Draft, draftOf } from './user-draft.ts'
import type { Json } from './values.ts'

type User = Row<'users'>

const externalOf = (value: string | null): Condition =>
  sql`exists (select 1 from user_identities where user_identities.user_id = users.id and user_identities.provider = ${SCIM_PROVIDER} ${
    value === null ? sql`` : sql`and user_identities.subject = ${value}`
  })`

const ATTRIBUTES: Attributes = {
  id: { kind: 'text', of: sql.ref('users.uuid') },
  username: { kind: 'text', of: sql.ref('users.username') },
  externalid: { kind: 'related', has: externalOf },
  active: { kind: 'flag', of: sql.ref('users.active') },
  emails: { kind: 'text', of: sql.ref('users.email') },
  'emails.value': { kind: 'text', of: sql.ref('users.email') },
  'emails.type': { kind: 'constant', value: 'work' },
  'emails.primary': { kind: 'constant', value: true },
  'name.givenname': { kind: 'text', of: sql.ref('users.first_name') },
  'name.familyname': { kind: 'text', of: sql.ref('users.last_name') },
  'meta.created': { kind: 'moment', of: sql.ref('users.created_on') },
  'meta.lastmodified': { kind: 'moment', of: sql.ref('users.changed_on') },
}

/** Accounts of programs are no people: directories neither see nor end them. */
const people = (db: Db) => db.selectFrom('users').where('users.is_service', '=', false)

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Ids of directories are UUIDs of ours, never numbers. Throws 404. */
const findUser = async (db: Db, id: string): Promise<User> => {
  const user = UUID.test(id) ? await people(db).selectAll().where('uuid', '=', id.toLowerCase()).executeTakeFirst() : undefined
  if (user === undefined) throw notThere(id)
  return user
}

const externalIds = async (db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, string>> => {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('user_identities')
    .select(['user_id', 'subject'])
    .where('provider', '=', SCIM_PROVIDER)
    .where('user_id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.user_id, row.subject]))
}

const groupsOf = async (db: Db, ids: readonly number[]) =>
  ids.length === 0
    ? []
    : db
        .selectFrom('group_users')
        .innerJoin('groups', 'groups.id', 'group_users.group_id')
        .select(['user_id', 'groups.id', 'groups.name'])
        .where('user_id', 'in', [...ids])
        .execute()

const iso = (moment: number): string => new Date(moment).toISOString()

const present = async (db: Db, base: string, users: readonly User[]): Promise<readonly Json[]> => {
  const ids = users.map((user) => user.id)
  const external = await externalIds(db, ids)
  const groups = await groupsOf(db, ids)
  return users.map((user) => ({
    schemas: [USER],
    id: user.uuid,
    ...(external.has(user.id) ? { externalId: external.get(user.id) } : {}),
    userName: user.username,
    name: { givenName: user.first_name, familyName: user.last_name, formatted: `${user.first_name} ${user.last_name}`.trim() },
    displayName: `${user.first_name} ${user.last_name}`.trim(),
    emails: [{ value: user.email, type: 'work', primary: true }],
    active: user.active,
    groups: groups.filter((group) => group.user_id === user.id).map(({ id, name }) => ({ value: groupIdText(id), display: name })),
    meta: { resourceType: 'User', created: iso(user.created_on), lastModified: iso(user.changed_on), location: `${base}/Users/${user.uuid}` },
  }))
}

const presentOne = async (db: Db, base: string, user: User): Promise<Json> => (await present(db, base, [user]))[0] ?? {}

export interface Page {
  readonly filter: string | null
  readonly offset: number
  readonly limit: number
}

export const listScimUsers = async (
  ctx: Context,
  base: string,
  { filter, offset, limit }: Page,
): Promise<{ readonly total: number; readonly found: readonly Json[] }> => {
  const { db } = ctx.metadata
  const condition = filter === null ? sql<boolean>`1 = 1` : sql<boolean>`(${filterCondition(ATTRIBUTES, filter)})`
  const { n } = await people(db)
    .where(condition)
    .select((eb) => eb.fn.countAll().as('n'))
    .executeTakeFirstOrThrow()
  const users = limit === 0 ? [] : await people(db).selectAll('users').where(condition).orderBy('users.id').limit(limit).offset(offset).execute()
  return { total: Number(n), found: await present(db, base, users) }
}

export const getScimUser = async (ctx: Context, base: string, id: string): Promise<Json> =>
  presentOne(ctx.metadata.db, base, await findUser(ctx.metadata.db, id))

/** An external id names one account. Throws uniqueness. */
const setExternalId = async (ctx: Context, db: Db, userId: number, externalId: string | null): Promise<void> => {
  const own = (await externalIds(db, [userId])).get(userId) ?? null
  if (own === externalId) return
  await db.deleteFrom('user_identities').where('provider', '=', SCIM_PROVIDER).where('user_id', '=', userId).execute()
  if (externalId === null) return
  const other = await db
    .selectFrom('user_identities')
    .select('user_id')
    .where('provider', '=', SCIM_PROVIDER)
    .where('subject', '=', externalId)
    .executeTakeFirst()
  if (other !== undefined) throw new ScimError(409, 'externalId: another account has it', 'uniqueness')
  const row = { provider: SCIM_PROVIDER, subject: externalId, user_id: userId, created_on: ctx.clock.now(), last_used_on: null }
  await db.insertInto('user_identities').values(row).execute()
}

/** Small and large letters make no other person. */
const refuseTwin = async (db: Db, draft: Draft, except: number | null): Promise<void> => {
  await refuseTaken(db, { username: draft.userName, email: draft.email }, except)
  const twin = await db
    .selectFrom('users')
    .select('id')
    .where((eb) => eb(eb.fn('lower', ['username']), '=', draft.userName.toLowerCase()))
    .execute()
  if (twin.some(({ id }) => id !== except)) throw new ScimError(409, 'userName: another account has it', 'uniqueness')
}

const firstRoles = async (ctx: Context, db: Db): Promise<readonly number[]> => {
  const names = ctx.settings.signIn.registrationRoles
  if (names.length === 0) return []
  const rows = await db
    .selectFrom('roles')
    .select('id')
    .where('name', 'in', [...names])
    .execute()
  return rows.map(({ id }) => id)
}

/** Adds a person without a password, with the roles of whoever registers. */
export const createScimUser = async (ctx: Context, actor: Actor, base: string, body: Json): Promise<{ readonly id: number; readonly resource: Json }> => {
  const draft = draftOf(body, null)
  const id = await changeAccess(ctx, async (db) => {
    await refuseTwin(db, draft, null)
    const roleIds = await firstRoles(ctx, db)
    await refuseGrant(db, actor, roleIds, [])
    const { userName: username, email, givenName: firstName, familyName: lastName, active } = draft
    const made = await insertAccount(ctx, db, { username, email, firstName, lastName, password: '', active, roleIds, groupIds: [] }, actor.id)
    await setExternalId(ctx, db, made, draft.externalId)
    return made
  })
  const user = await ctx.metadata.db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return { id, resource: await presentOne(ctx.metadata.db, base, user) }
}

const draftFrom = async (db: Db, user: User): Promise<Draft> => ({
  userName: user.username,
  givenName: user.first_name,
  familyName: user.last_name,
  email: user.email,
  active: user.active,
  externalId: (await externalIds(db, [user.id])).get(user.id) ?? null,
})

const save = async (ctx: Context, db: Db, actor: Actor, user: User, draft: Draft): Promise<void> => {
  await refuseAdministrators(db, actor, [user.id])
  await refuseTwin(db, draft, user.id)
  const now = ctx.clock.now()
  const { userName: username, email, givenName: first_name, familyName: last_name, active } = draft
  await db
    .updateTable('users')
    .set({ username, email, first_name, last_name, active, changed_on: Math.max(now, user.changed_on + 1), changed_by: actor.id })
    .where('id', '=', user.id)
    .execute()
  // Whoever comes back later signs in anew
  if (user.active && !active) await endOldSignIns(db, user.id, now, null)
  await setExternalId(ctx, db, user.id, draft.externalId)
}

const change = async (ctx: Context, actor: Actor, base: string, id: string, next: (before: Draft) => Draft): Promise<Json> => {
  await changeAccess(ctx, async (db) => {
    const user = await findUser(db, id)
    await save(ctx, db, actor, user, next(await draftFrom(db, user)))
  })
  return getScimUser(ctx, base, id)
}

export const replaceScimUser = async (ctx: Context, actor: Actor, base: string, id: string, body: Json): Promise<Json> =>
  change(ctx, actor, base, id, (before) => draftOf(body, before))

export const patchScimUser = async (ctx: Context, actor: Actor, base: string, id: string, body: Json): Promise<Json> => {
  const changes = changesOf(body)
  return change(ctx, actor, base, id, (before) => changes.reduce(changedDraft, before))
}

export const deleteScimUser = async (ctx: Context, actor: Actor, id: string): Promise<void> =>
  changeAccess(ctx, async (db) => {
    const user = await findUser(db, id)
    await refuseAdministrators(db, actor, [user.id])
    await touch(ctx, db, 'groups', (await membershipsOf(db, user.id)).groups, actor)
    await db.deleteFrom('users').where('id', '=', user.id).execute()
  })

/** Number of a user for the audit log; null: there is no such person. */
export const scimUserNumber = async (ctx: Context, id: string): Promise<number | null> =>
  UUID.test(id) ? ((await people(ctx.metadata.db).select('id').where('uuid', '=', id.toLowerCase()).executeTakeFirst())?.id ?? null) : null
