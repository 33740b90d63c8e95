import type { Actor } from '@coset/access'
import type { Row } from '@coset/metadata'
import { sql } from 'kysely'
import { filter as matcher } from 'scim2-parse-filter'
import type { Context } from '../context.ts'
import type { Db } from '../security/access-change.ts'
import { changeGroup, createGroup, deleteGroup } from '../security/groups.ts'
import { invalid, notThere, ScimError } from './errors.ts'
import { type Attributes, filterCondition } from './filter.ts'
import { type Change, changesOf } from './patch.ts'
import { GROUP } from './schemas.ts'
import type { Page } from './users.ts'
import { isJson, type Json, listOf, member, textOf } from './values.ts'

type Group = Row<'groups'>

const PREFIX = 'group-'
const NAME_LENGTH = 100

export const groupIdText = (id: number): string => `${PREFIX}${id}`

/** Number of a group by SCIM’s id of it; null: it is none. */
export const scimGroupNumber = (id: string): number | null => {
  const digits = /^group-(?<digits>[1-9]\d{0,9})$/.exec(id)?.groups?.['digits']
  return digits === undefined || Number(digits) > 2_147_483_647 ? null : Number(digits)
}

const memberOf = (value: string): ReturnType<typeof sql> =>
  sql`exists (select 1 from group_users join users on users.id = group_users.user_id where group_users.group_id = ${sql.ref('groups.id')} and users.uuid = ${value.toLowerCase()})`

const ATTRIBUTES: Attributes = {
  id: { kind: 'related', has: (value) => (value === null ? sql`1 = 1` : sql`${sql.ref('groups.id')} = ${sql.lit(scimGroupNumber(value) ?? 0)}`) },
  displayname: { kind: 'text', of: sql.ref('groups.name') },
  // Not kept of groups: nothing has one
  externalid: { kind: 'related', has: () => sql`1 = 0` },
  members: { kind: 'related', has: (value) => memberOf(value ?? '') },
  'members.value': { kind: 'related', has: (value) => memberOf(value ?? '') },
}

const findGroup = async (db: Db, id: string): Promise<Group> => {
  const number = scimGroupNumber(id)
  const group = number === null ? undefined : await db.selectFrom('groups').selectAll().where('id', '=', number).executeTakeFirst()
  if (group === undefined) throw notThere(id)
  return group
}

const present = async (db: Db, base: string, groups: readonly Group[], withMembers: boolean): Promise<readonly Json[]> => {
  const members =
    groups.length === 0 || !withMembers
      ? []
      : await db
          .selectFrom('group_users')
          .innerJoin('users', 'users.id', 'group_users.user_id')
          .select(['group_id', 'users.uuid', 'users.username'])
          .where('users.is_service', '=', false)
          .where(
            'group_id',
            'in',
            groups.map((group) => group.id),
          )
          .orderBy('users.id')
          .execute()
  return groups.map((group) => ({
    schemas: [GROUP],
    id: groupIdText(group.id),
    displayName: group.name,
    ...(withMembers
      ? {
          members: members
            .filter((one) => one.group_id === group.id)
            .map(({ uuid, username }) => ({ value: uuid, display: username, type: 'User', $ref: `${base}/Users/${uuid}` })),
        }
      : {}),
    meta: { resourceType: 'Group', location: `${base}/Groups/${groupIdText(group.id)}` },
  }))
}

export const listScimGroups = async (
  ctx: Context,
  base: string,
  { filter, offset, limit }: Page,
  withMembers: boolean,
): Promise<{ readonly total: number; readonly found: readonly Json[] }> => {
  const { db } = ctx.metadata
  const condition = filter === null ? sql<boolean>`1 = 1` : sql<boolean>`(${filterCondition(ATTRIBUTES, filter)})`
  const { n } = await db
    .selectFrom('groups')
    .where(condition)
    .select((eb) => eb.fn.countAll().as('n'))
    .executeTakeFirstOrThrow()
  const groups =
    limit === 0 ? [] : await db.selectFrom('groups').selectAll('groups').where(condition).orderBy('groups.id').limit(limit).offset(offset).execute()
  return { total: Number(n), found: await present(db, base, groups, withMembers) }
}

export const getScimGroup = async (ctx: Context, base: string, id: string, withMembers = true): Promise<Json> =>
  (await present(ctx.metadata.db, base, [await findGroup(ctx.metadata.db, id)], withMembers))[0] ?? {}

const uuidsIn = (value: unknown): readonly string[] =>
  listOf('members', value).map((one) => {
    const type = isJson(one) ? member(one, 'type') : undefined
    if (typeof type === 'string' && type.toLowerCase() === 'group') throw invalid('members: groups inside of groups are not taken')
    return textOf('members', isJson(one) ? member(one, 'value') : one, 64).toLowerCase()
  })

const PORTION = 500
/** People of one group at most. */
const MOST_MEMBERS = 10_000

type Person = Pick<Row<'users'>, 'id' | 'uuid' | 'username' | 'is_service'>

/** Accounts by ids or numbers, in portions that every database takes. */
const accountsBy = async (db: Db, column: 'id' | 'uuid', values: readonly (string | number)[]): Promise<readonly Person[]> => {
  const found: Person[] = []
  for (let i = 0; i < values.length; i += PORTION)
    found.push(
      ...(await db
        .selectFrom('users')
        .select(['id', 'uuid', 'username', 'is_service'])
        .where(column, 'in', values.slice(i, i + PORTION) as never)
        .execute()),
    )
  return found
}

/** Numbers of people by their ids, every one of whom has to be there. Throws invalidValue. */
const peopleBy = async (db: Db, uuids: readonly string[]): Promise<readonly number[]> => {
  const wanted = [...new Set(uuids)]
  if (wanted.length > MOST_MEMBERS) throw invalid(`members: more than ${MOST_MEMBERS}`)
  const found = (await accountsBy(db, 'uuid', wanted)).filter((person) => !person.is_service)
  const known = new Set(found.map(({ uuid }) => uuid))
  const missing = wanted.find((uuid) => !known.has(uuid))
  if (missing !== undefined) throw invalid(`members: there is no user ${missing}`)
  return found.map(({ id }) => id)
}

export const createScimGroup = async (ctx: Context, actor: Actor, base: string, body: Json): Promise<{ readonly id: number; readonly resource: Json }> => {
  const name = textOf('displayName', member(body, 'displayName'), NAME_LENGTH)
  const users = await peopleBy(ctx.metadata.db, uuidsIn(member(body, 'members')))
  const id = await createGroup(ctx, actor, { name, users })
  return { id, resource: await getScimGroup(ctx, base, groupIdText(id)) }
}

interface Draft {
  readonly name: string
  readonly users: readonly number[]
}

/** Takes out those that the value or the filter of the path means; without either everybody. */
const withoutMembers = async (db: Db, draft: Draft, { filter, value }: Change): Promise<Draft> => {
  if (filter === null && (value === undefined || value === null)) return { ...draft, users: [] }
  const uuids = new Set(filter === null ? uuidsIn(value) : [])
  const matches = filter === null ? (one: Json) => uuids.has(String(one['value'])) : matcher(filter)
  const people = await accountsBy(db, 'id', draft.users)
  const gone = new Set(people.filter(({ uuid, username }) => matches({ value: uuid, display: username, type: 'User' })).map(({ id }) => id))
  return { ...draft, users: draft.users.filter((id) => !gone.has(id)) }
}

const changedDraft = async (db: Db, draft: Draft, change: Change): Promise<Draft> => {
  const { op, attribute, value, filter } = change
  if (attribute === 'members') {
    if (op === 'remove') return withoutMembers(db, draft, change)
    if (filter !== null) throw new ScimError(400, 'path: members are added and replaced as a list', 'invalidPath')
    const users = await peopleBy(db, uuidsIn(value))
    return { ...draft, users: op === 'add' ? [...new Set([...draft.users, ...users])] : users }
  }
  if (attribute === 'displayname') {
    if (op === 'remove') throw new ScimError(400, 'displayName cannot be removed', 'mutability')
    return { ...draft, name: textOf('displayName', value, NAME_LENGTH) }
  }
  // Sent along, and not kept
  if (attribute === 'externalid' || attribute === 'id' || attribute === 'schemas' || attribute === 'meta') return draft
  throw new ScimError(400, `path: ${attribute.slice(0, 64)} is no attribute of a group`, 'invalidPath')
}

const change = async (
  ctx: Context,
  actor: Actor,
  base: string,
  id: string,
  next: (db: Db, before: Draft) => Promise<Draft>,
  withMembers = true,
): Promise<Json> => {
  const group = await findGroup(ctx.metadata.db, id)
  await changeGroup(ctx, actor, group.id, async (db, before) => {
    const accounts = await accountsBy(db, 'id', before.users)
    // Directories do not see programs, and so do not put them out
    const numbers = (isService: boolean): readonly number[] => accounts.filter((one) => one.is_service === isService).map((one) => one.id)
    const after = await next(db, { name: (await findGroup(db, id)).name, users: numbers(false) })
    if (after.users.length > MOST_MEMBERS) throw invalid(`members: more than ${MOST_MEMBERS}`)
    return { name: after.name, users: [...numbers(true), ...after.users] }
  })
  return getScimGroup(ctx, base, id, withMembers)
}

export const replaceScimGroup = async (ctx: Context, actor: Actor, base: string, id: string, body: Json): Promise<Json> =>
  change(ctx, actor, base, id, async (db) => ({
    name: textOf('displayName', member(body, 'displayName'), NAME_LENGTH),
    users: await peopleBy(db, uuidsIn(member(body, 'members'))),
  }))

export const patchScimGroup = async (ctx: Context, actor: Actor, base: string, id: string, body: Json): Promise<Json> => {
  const changes = changesOf(body)
  return change(ctx, actor, base, id, async (db, before) => {
    let draft = before
    for (const one of changes) draft = await changedDraft(db, draft, one)
    return draft
  })
}

export const deleteScimGroup = async (ctx: Context, actor: Actor, id: string): Promise<void> => {
  const group = await findGroup(ctx.metadata.db, id)
  await deleteGroup(ctx, actor, group.id)
}
