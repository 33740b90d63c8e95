import type { NewRow } from '@coset/metadata'
import type { Context } from '../context.ts'
import { namesOf } from './objects.ts'

export interface AuditEvent {
  readonly userId: number | null
  readonly userName: string
  /** `session`, `bearer`, `api key`, `guest token`, `nothing`, `command`. */
  readonly via: string
  readonly action: string
  readonly objectKind: string
  readonly objectId: string
  readonly objectName: string
  /** HTTP status, or 0. */
  readonly status: number
  readonly address: string
  readonly requestId: string
  /** Words, never bodies, SQL or secrets. */
  readonly detail: string
}

/** What keeping an event needs. */
export interface Keeping {
  readonly metadata: Pick<Context['metadata'], 'db'>
  readonly clock: Context['clock']
}

type Waiting = NewRow<'audit_events'>

const FLUSH_AT = 200
const FLUSH_MS = 1000
/** Views that wait at most, should the database be away. */
const MOST = 10_000
const DETAIL = 2000

/** As the columns hold it; PostgreSQL takes no NUL. */
const cut = (text: string, length: number): string => text.replaceAll('\0', '').slice(0, length)

const rowOf = (event: AuditEvent, at: number): Waiting => ({
  at,
  user_id: event.userId,
  user_name: cut(event.userName, 128),
  via: cut(event.via, 16),
  action: cut(event.action, 64),
  object_kind: cut(event.objectKind, 32),
  object_id: cut(event.objectId, 64),
  object_name: cut(event.objectName, 255),
  status: event.status,
  address: cut(event.address, 64),
  request_id: cut(event.requestId, 64),
  detail: cut(event.detail, DETAIL),
})

/** Views of one process that were not written yet. */
interface Buffer {
  rows: Waiting[]
  lost: number
  timer: NodeJS.Timeout | null
  flushing: Promise<void> | null
}

const buffers = new WeakMap<Context['metadata'], Buffer>()

const bufferOf = ({ metadata }: Context): Buffer => {
  const known = buffers.get(metadata)
  if (known !== undefined) return known
  const made: Buffer = { rows: [], lost: 0, timer: null, flushing: null }
  buffers.set(metadata, made)
  return made
}

/** Names that a view did not know: looked up here, where nobody waits. */
const withNames = async (ctx: Context, rows: readonly Waiting[]): Promise<readonly Waiting[]> => {
  const nameless = rows.filter((row) => row.object_name === '' && row.object_id !== '')
  const names = new Map<string, ReadonlyMap<string, string>>()
  for (const kind of new Set(nameless.map((row) => row.object_kind))) {
    const ids = new Set(nameless.filter((row) => row.object_kind === kind).map((row) => row.object_id))
    names.set(kind, await namesOf(ctx, kind, [...ids]))
  }
  return rows.map((row) => (row.object_name === '' ? { ...row, object_name: cut(names.get(row.object_kind)?.get(row.object_id) ?? '', 255) } : row))
}

const insertAll = async (ctx: Keeping, rows: readonly Waiting[]): Promise<void> => {
  for (let i = 0; i < rows.length; i += FLUSH_AT)
    await ctx.metadata.db
      .insertInto('audit_events')
      .values(rows.slice(i, i + FLUSH_AT))
      .execute()
}

const lostRow = (ctx: Context, lost: number): Waiting =>
  rowOf(
    {
      ...{ userId: null, userName: '', via: 'nothing', action: 'audit.lost', objectKind: '', objectId: '', objectName: '' },
      ...{ status: 0, address: '', requestId: '', detail: `${lost} views could not be kept while the metadata database was away` },
    },
    ctx.clock.now(),
  )

const write = async (ctx: Context, buffer: Buffer): Promise<void> => {
  const { rows, lost } = buffer
  buffer.rows = []
  buffer.lost = 0
  try {
    await insertAll(ctx, [...(await withNames(ctx, rows)), ...(lost > 0 ? [lostRow(ctx, lost)] : [])])
  } catch (error) {
    const kept = [...rows, ...buffer.rows].slice(-MOST)
    buffer.lost += lost + rows.length + buffer.rows.length - kept.length
    buffer.rows = kept
    throw error
  }
}

/** Writes the views that wait. */
export const flushAudit = async (ctx: Context): Promise<void> => {
  const buffer = bufferOf(ctx)
  if (buffer.timer !== null) clearTimeout(buffer.timer)
  buffer.timer = null
  // One after another, so that none is written twice
  while (buffer.flushing !== null) await buffer.flushing
  if (buffer.rows.length === 0 && buffer.lost === 0) return
  buffer.flushing = write(ctx, buffer).finally(() => {
    buffer.flushing = null
  })
  await buffer.flushing
}

const flushSoon = (ctx: Context, buffer: Buffer, ms: number): void => {
  if (buffer.timer !== null) return
  buffer.timer = setTimeout(() => {
    buffer.timer = null
    // They are kept, and tried again
    flushAudit(ctx).catch(() => flushSoon(ctx, buffer, FLUSH_MS))
  }, ms)
  buffer.timer.unref()
}

/** Remembers that something was seen; written within a second. */
export const recordView = (ctx: Context, event: AuditEvent): void => {
  const buffer = bufferOf(ctx)
  if (buffer.rows.length >= MOST) {
    buffer.rows.shift()
    buffer.lost++
  }
  buffer.rows.push(rowOf(event, ctx.clock.now()))
  if (buffer.rows.length === FLUSH_AT && buffer.timer !== null) {
    clearTimeout(buffer.timer)
    buffer.timer = null
  }
  flushSoon(ctx, buffer, buffer.rows.length >= FLUSH_AT ? 0 : FLUSH_MS)
}

/** Writes what happened; whoever made it happen waits for it. */
export const record = async (ctx: Keeping, ...events: readonly AuditEvent[]): Promise<void> => {
  const now = ctx.clock.now()
  await insertAll(
    ctx,
    events.map((event) => rowOf(event, now)),
  )
}

/** What is no call of the API: signing in and out, commands. */
export const recordSign = async (
  ctx: Context,
  action: string,
  who: { readonly id: number | null; readonly name: string },
  { via, address, requestId = '', status = 200, detail = '' }: Pick<AuditEvent, 'via' | 'address'> & Partial<AuditEvent>,
): Promise<void> =>
  record(ctx, {
    ...{ userId: who.id, userName: who.name, via, action, objectKind: 'user', objectId: who.id === null ? '' : String(who.id), objectName: who.name },
    ...{ status, address, requestId, detail },
  })
