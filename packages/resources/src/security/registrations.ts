import { randomBytes } from 'node:crypto'
import type { BodyOf, contract } from '@coset/contract'
import { NotFound, Unprocessable } from '@coset/core'
import { insertRow } from '@coset/metadata'
import type { Context } from '../context.ts'
import type { Listing } from '../listing/index.ts'
import { isoText } from '../moments.ts'
import type { Db } from './access-change.ts'
import { refuseTaken } from './accounts.ts'

type Routes = typeof contract.security.registrations
type NewRegistration = BodyOf<Routes['create']>
type RegistrationPatch = BodyOf<Routes['update']>

/** The hash of the activation link opens the account: no answer carries it, nor the password. */
export const registrationListing: Listing = {
  table: 'register_users',
  view: 'User Registrations',
  listTitle: 'List Register User',
  addTitle: 'Add Register User',
  editTitle: 'Edit Register User',
  maxPageSize: 100,
  visible: async () => null,
  addColumns: ['username', 'first_name', 'last_name', 'email', 'password'],
  editColumns: ['username', 'first_name', 'last_name', 'email'],
  listColumns: ['id', 'username', 'email', 'first_name', 'last_name', 'registration_date'],
  orderColumns: Object.fromEntries(['id', 'username', 'email', 'first_name', 'last_name', 'registration_date'].map((name) => [name, `register_users.${name}`])),
  search: {
    username: { kind: 'text', ref: 'register_users.username' },
    email: { kind: 'text', ref: 'register_users.email' },
    first_name: { kind: 'text', ref: 'register_users.first_name' },
    last_name: { kind: 'text', ref: 'register_users.last_name' },
    registration_date: { kind: 'moment', ref: 'register_users.registration_date' },
  },
  present: async (ctx, ids) => {
    const rows = await ctx.metadata.db
      .selectFrom('register_users')
      .select(['id', 'username', 'email', 'first_name', 'last_name', 'registration_date'])
      .where('id', 'in', [...ids])
      .execute()
    return rows.map((row) => ({ ...row, registration_date: isoText(row.registration_date) }))
  },
}

const refuseWaiting = async (db: Db, body: RegistrationPatch, except: number | null): Promise<void> => {
  for (const column of ['username', 'email'] as const) {
    const value = body[column]
    if (value === undefined) continue
    const found = await db.selectFrom('register_users').select('id').where(column, '=', value).executeTakeFirst()
    if (found !== undefined && found.id !== except) throw new Unprocessable(`The ${column} is taken`, { fields: { [column]: ['Already taken'] } })
  }
  await refuseTaken(db, body, null)
}

/** Adds somebody who waits for activation. Throws Unprocessable when an account or another registration has the name or address. */
export const createRegistration = async (ctx: Context, body: NewRegistration): Promise<number> => {
  const password = await ctx.credentials.hashPassword(body.password)
  return ctx.metadata.db.transaction().execute(async (db) => {
    await refuseWaiting(db, body, null)
    const row = { ...body, password, registration_hash: randomBytes(32).toString('hex'), registration_date: ctx.clock.now() }
    return insertRow(db, ctx.metadata.kind, 'register_users', row)
  })
}

const refuseMissing = async (db: Db, id: number): Promise<void> => {
  if ((await db.selectFrom('register_users').select('id').where('id', '=', id).executeTakeFirst()) === undefined) throw new NotFound()
}

/** Removes a registration and its links: a database may give the number to the next one. */
export const dropRegistration = async (db: Db, id: number): Promise<void> => {
  const data = JSON.stringify({ registration: id })
  await db.deleteFrom('one_time_codes').where('purpose', '=', 'activate').where('data', '=', data).execute()
  await db.deleteFrom('register_users').where('id', '=', id).execute()
}

export const updateRegistration = async (ctx: Context, id: number, body: RegistrationPatch): Promise<void> =>
  ctx.metadata.db.transaction().execute(async (db) => {
    await refuseMissing(db, id)
    if (Object.keys(body).length === 0) return
    await refuseWaiting(db, body, id)
    await db.updateTable('register_users').set(body).where('id', '=', id).execute()
  })

export const deleteRegistration = async (ctx: Context, id: number): Promise<void> => {
  await refuseMissing(ctx.metadata.db, id)
  await ctx.metadata.db.transaction().execute((db) => dropRegistration(db, id))
}
