import { randomBytes } from 'node:crypto'
import type { Actor } from '@coset/access'
import { BadRequest, Forbidden, NotFound } from '@coset/core'
import { insertRow, type Metadata, type Row } from '@coset/metadata'
import type { Context } from '../context.ts'
import { isoText } from '../moments.ts'
import { digestOf } from './codes.ts'

/** What keys begin with; clients of Superset know it. */
export const KEY_PREFIX = 'sst_'
const SHOWN = KEY_PREFIX.length + 8
const USED_EVERY_MS = 60_000
const MOST = 100

export interface NewKey {
  readonly name: string
  readonly scopes?: readonly string[] | string | null | undefined
  readonly expires_on?: string | null | undefined
  readonly user_id?: number | undefined
}

const scopesOf = (given: NewKey['scopes']): readonly string[] | null => {
  if (given === null || given === undefined) return null
  const list = typeof given === 'string' ? given.split(',').map((one) => one.trim()) : given
  const scopes = list.filter((one) => one !== '')
  const wrong = scopes.find((one) => !/^\S+ on \S.*$/.test(one))
  if (wrong !== undefined)
    throw new BadRequest(`scopes: "${wrong}" is not of the form "can_read on Dashboard"`, { fields: { scopes: ['Not of the form "verb on view"'] } })
  return [...new Set(scopes)]
}

const expiryOf = (text: string | null | undefined, now: number): number | null => {
  if (text === null || text === undefined || text === '') return null
  const moment = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`)
  if (!Number.isFinite(moment)) throw new BadRequest('expires_on: not a moment', { fields: { expires_on: ['Not a moment'] } })
  if (moment <= now) throw new BadRequest('expires_on: must lie ahead', { fields: { expires_on: ['Must lie ahead'] } })
  return moment
}

/** Keys of service accounts are made by administrators, one's own by oneself. */
const ownerOf = async (ctx: Context, actor: Actor, actorId: number, wanted: number | undefined): Promise<number> => {
  if (wanted === undefined || wanted === actorId) return actorId
  if (!actor.isAdmin) throw new Forbidden('Only administrators make keys of service accounts')
  const user = await ctx.metadata.db.selectFrom('users').select('is_service').where('id', '=', wanted).executeTakeFirst()
  if (user === undefined || !user.is_service) throw new BadRequest('user_id: is not a service account', { fields: { user_id: ['Is not a service account'] } })
  return wanted
}

const shown = (row: Row<'api_keys'>) => ({
  uuid: row.uuid,
  name: row.name,
  key_prefix: row.prefix,
  scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as readonly string[]),
  user_id: row.user_id,
  active: row.revoked_on === null,
  created_on: isoText(row.created_on),
  expires_on: row.expires_on === null ? null : isoText(row.expires_on),
  revoked_on: row.revoked_on === null ? null : isoText(row.revoked_on),
  last_used_on: row.last_used_on === null ? null : isoText(row.last_used_on),
})

/** Makes a key and shows it, once. */
export const createKey = async (ctx: Context, actor: Actor, actorId: number, body: NewKey): Promise<Record<string, unknown>> => {
  const now = ctx.clock.now()
  const userId = await ownerOf(ctx, actor, actorId, body.user_id)
  const scopes = scopesOf(body.scopes)
  const expires = expiryOf(body.expires_on, now)
  const { n } = await ctx.metadata.db
    .selectFrom('api_keys')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('user_id', '=', userId)
    .where('revoked_on', 'is', null)
    .executeTakeFirstOrThrow()
  if (Number(n) >= MOST) throw new BadRequest(`An account has at most ${MOST} keys`)
  const key = KEY_PREFIX + randomBytes(32).toString('base64url')
  const row = {
    uuid: crypto.randomUUID(),
    user_id: userId,
    name: body.name,
    key_hash: digestOf(key),
    prefix: key.slice(0, SHOWN),
    scopes: scopes === null ? null : JSON.stringify(scopes),
    created_on: now,
    created_by: actorId,
    expires_on: expires,
    revoked_on: null,
    last_used_on: null,
  }
  const id = await insertRow(ctx.metadata.db, ctx.metadata.kind, 'api_keys', row)
  return { ...shown({ ...row, id }), key }
}

/** One's own, and for administrators those of service accounts. */
const visible = (ctx: Context, actor: Actor, actorId: number) => {
  const query = ctx.metadata.db.selectFrom('api_keys').innerJoin('users', 'users.id', 'api_keys.user_id').selectAll('api_keys')
  return actor.isAdmin
    ? query.where((eb) => eb.or([eb('api_keys.user_id', '=', actorId), eb('users.is_service', '=', true)]))
    : query.where('api_keys.user_id', '=', actorId)
}

export const listKeys = async (ctx: Context, actor: Actor, actorId: number): Promise<readonly Record<string, unknown>[]> =>
  (await visible(ctx, actor, actorId).orderBy('api_keys.id', 'desc').execute()).map(shown)

/** Throws NotFound for keys of others. */
export const findKey = async (ctx: Context, actor: Actor, actorId: number, uuid: string): Promise<Record<string, unknown>> => {
  const row = await visible(ctx, actor, actorId).where('api_keys.uuid', '=', uuid.toLowerCase()).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  return shown(row)
}

/** From now on the key opens nothing, on every server. */
export const revokeKey = async (ctx: Context, actor: Actor, actorId: number, uuid: string): Promise<void> => {
  await findKey(ctx, actor, actorId, uuid)
  await ctx.metadata.db
    .updateTable('api_keys')
    .set({ revoked_on: ctx.clock.now() })
    .where('uuid', '=', uuid.toLowerCase())
    .where('revoked_on', 'is', null)
    .execute()
}

export interface KeyOwner {
  readonly userId: number
  /** Permissions (`verb on view`) that the key is narrowed to; null: all of its owner. */
  readonly scopes: readonly string[] | null
}

/** Whom a key stands for; null: unknown, revoked or too old. Notes, to a minute, that it was used. */
export const lookUpKey = async (metadata: Metadata, key: string, now: number): Promise<KeyOwner | null> => {
  const row = await metadata.db.selectFrom('api_keys').selectAll().where('key_hash', '=', digestOf(key)).executeTakeFirst()
  if (row === undefined || row.revoked_on !== null || (row.expires_on !== null && row.expires_on <= now)) return null
  if (row.last_used_on === null || row.last_used_on + USED_EVERY_MS <= now)
    await metadata.db.updateTable('api_keys').set({ last_used_on: now }).where('id', '=', row.id).execute()
  return { userId: row.user_id, scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as readonly string[]) }
}
