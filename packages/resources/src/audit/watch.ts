import type { Actor } from '@coset/access'
import { type AuditKind, auditOf, type Route } from '@coset/contract'
import { AppError } from '@coset/core'
import type { Context } from '../context.ts'
import { type Call, Reply } from '../resource.ts'
import { accessWords, difference } from './access-words.ts'
import { kindOf, namesOf } from './objects.ts'
import { type AuditEvent, record, recordView } from './record.ts'
import { idIn, nameIn, type Subject, subjectOf } from './subject.ts'

/** Who asks, and from where. */
export interface Asking {
  readonly actor: Actor
  readonly via: string
  readonly address: string
  readonly requestId: string
}

const askingOf = ({ actor, request }: Call<Route>): Asking => ({ actor, via: request.by, address: request.address, requestId: request.id })

/** Whoever sees the site as somebody else is named first, and whom they see it as in the detail. */
const whoOf = ({ id, username, viewer }: Actor): Pick<AuditEvent, 'userId' | 'userName' | 'detail'> => {
  if (viewer === null) return { userId: id, userName: username, detail: '' }
  return { userId: viewer.id, userName: viewer.username, detail: id === null ? 'seen as nobody signed in' : `seen as ${username} (${id})` }
}

/** Nobody is known who could be named. */
const isNameless = ({ kind, viewer }: Actor): boolean => kind === 'anonymous' && viewer === null

const eventOf = (asking: Asking, action: string, status: number): AuditEvent => ({
  ...whoOf(asking.actor),
  via: asking.via,
  action,
  objectKind: '',
  objectId: '',
  objectName: '',
  status,
  address: asking.address,
  requestId: asking.requestId,
})

/** Somebody known was refused before anything was looked at. */
export const recordRefusal = async (ctx: Context, asking: Asking, route: Route, params: unknown): Promise<void> => {
  if (isNameless(asking.actor)) return
  const id = typeof params === 'object' && params !== null && 'id' in params ? String(params.id).slice(0, 64) : ''
  await record(ctx, { ...eventOf(asking, route.name, 403), objectKind: kindOf(route.name), objectId: id })
}

const statusOf = (result: unknown, route: Route): number => (result instanceof Reply ? result.status : route.status)

const isDownload = (result: unknown): boolean => result instanceof Reply && (result.headers['content-disposition'] ?? '').startsWith('attachment')

const eventsOf = (base: AuditEvent, { kind, ids }: Subject, names: ReadonlyMap<string, string>, name: string): readonly AuditEvent[] =>
  (ids.length === 0 ? [''] : ids).map((id) => ({ ...base, objectKind: kind, objectId: id, objectName: names.get(id) ?? (ids.length < 2 ? name : '') }))

/** 403, and 404 of something that is there but not for the asker. */
const refused = async (call: Call<Route>, route: Route, error: unknown): Promise<void> => {
  if (!(error instanceof AppError) || (error.status !== 403 && error.status !== 404) || isNameless(call.actor)) return
  const subject = subjectOf(call, route)
  const names = await namesOf(call.ctx, subject.kind, subject.ids)
  if (error.status === 404 && names.size === 0) return
  await record(call.ctx, ...eventsOf(eventOf(askingOf(call), route.name, error.status), subject, names, ''))
}

const viewed = (call: Call<Route>, route: Route, result: unknown): void => {
  const base = eventOf(askingOf(call), route.name, statusOf(result, route))
  for (const event of eventsOf(base, subjectOf(call, route), new Map(), nameIn(result))) recordView(call.ctx, event)
}

/** Does the work of a change or export, and tells of it before its answer goes out. */
const told = async (call: Call<Route>, route: Route, work: () => Promise<unknown>): Promise<unknown> => {
  const { ctx } = call
  const subject = subjectOf(call, route)
  // What is deleted has no name afterwards
  const names = await namesOf(ctx, subject.kind, subject.ids)
  const [id] = subject.ids
  const before = await accessWords(ctx, subject.kind, id ?? '')
  const result = await work()
  const status = statusOf(result, route)
  if (status >= 400) return result
  const madeId = id === undefined ? idIn(result) : id
  const about: Subject = subject.ids.length > 1 || madeId === null ? subject : { kind: subject.kind, ids: [madeId] }
  const after = about.ids.length === 1 ? await accessWords(ctx, about.kind, madeId ?? '') : before
  const base = eventOf(askingOf(call), route.name, status)
  const detail = [base.detail, difference(before, after)].filter((text) => text !== '').join('; ')
  await record(ctx, ...eventsOf({ ...base, detail }, about, names, nameIn(call.body) || nameIn(result)))
  return result
}

const kinds = new Map<Route, AuditKind | null>()

const kindOfRoute = (route: Route): AuditKind | null => {
  const known = kinds.get(route)
  if (known !== undefined) return known
  const kind = auditOf(route)
  kinds.set(route, kind)
  return kind
}

/** Carries out a call and keeps in the audit log what is to be kept of it. */
export const audited = async (call: Call<Route>, route: Route, work: () => Promise<unknown>): Promise<unknown> => {
  const kind = kindOfRoute(route)
  try {
    if (kind === 'change' || kind === 'export') return await told(call, route, work)
    const result = await work()
    if (kind === 'view' && statusOf(result, route) < 400) {
      if (isDownload(result)) await record(call.ctx, ...eventsOf(eventOf(askingOf(call), `${route.name}.download`, 200), subjectOf(call, route), new Map(), ''))
      else viewed(call, route, result)
    }
    return result
  } catch (error) {
    await refused(call, route, error)
    throw error
  }
}
