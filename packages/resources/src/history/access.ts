import { type Actor, can, decideOwnership } from '@coset/access'
import { NotFound } from '@coset/core'
import type { Row } from '@coset/metadata'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { visibleChart } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { historyKinds, KINDS } from './kinds/registry.ts'
import type { Db, HistoryKind, Snapshot, TrashKind } from './snapshot.ts'

/** May the actor save or delete objects of the kind at all? Guests and people without an account may not. */
const mayWrite = (actor: Actor, kind: HistoryKind): boolean => actor.kind === 'user' && actor.id !== null && kind.writes.some((one) => can(actor, one))

/** Does the object belong to the actor? What is private is that even before administrators. */
const isTheirs = (actor: Actor, kind: HistoryKind, snapshot: Snapshot): boolean => {
  const owners = kind.owners(snapshot)
  if (owners === null) return true
  return kind.isPrivate ? actor.id !== null && owners.includes(actor.id) : decideOwnership(actor, owners).allowed
}

/** The object's state when the actor may save it. One of others is not told from one that is not there: throws NotFound. */
export const openForHistory = async (ctx: Context, actor: Actor, kind: TrashKind, id: number): Promise<Snapshot> => {
  const known = KINDS[kind]
  if (!mayWrite(actor, known)) throw new NotFound()
  if (kind === 'chart') await visibleChart(ctx, actor, id)
  const snapshot = await known.capture(ctx.metadata.db, id, 'version')
  if (snapshot === null || !isTheirs(actor, known, snapshot)) throw new NotFound()
  return snapshot
}

const NOTHING = sql<SqlBool>`1 = 0`

/** Which entries of the trash the actor finds: what they deleted or owned, of kinds that they may write. */
export const findable = (actor: Actor): RawBuilder<SqlBool> => {
  if (actor.isAdmin) return sql<SqlBool>`1 = 1`
  const kinds = historyKinds.filter((kind) => mayWrite(actor, kind))
  if (kinds.length === 0) return NOTHING
  const open = kinds.filter((kind) => !kind.isPrivate).map((kind) => kind.kind)
  const own = sql`exists (select 1 from trash_owners where trash_owners.trash_id = trash.id and trash_owners.user_id = ${actor.id})`
  const deleted = open.length === 0 ? NOTHING : sql`(trash.deleted_by = ${actor.id} and trash.kind in (${sql.join(open)}))`
  return sql<SqlBool>`(trash.kind in (${sql.join(kinds.map((kind) => kind.kind))}) and (${deleted} or ${own}))`
}

/** An entry that the actor finds. Throws NotFound. */
export const openEntry = async (db: Db, actor: Actor, id: number): Promise<Row<'trash'>> => {
  const row = await db.selectFrom('trash').selectAll().where('id', '=', id).where(findable(actor)).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  return row
}
