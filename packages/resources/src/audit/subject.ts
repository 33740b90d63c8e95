import type { Route } from '@coset/contract'
import type { Call } from '../resource.ts'
import { kindOf } from './objects.ts'

/** What a call is about. */
export interface Subject {
  readonly kind: string
  readonly ids: readonly string[]
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined

const idText = (value: unknown): string | null => (typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value).slice(0, 64) : null)

const one = (kind: string, value: unknown): Subject => {
  const id = idText(value)
  return { kind, ids: id === null ? [] : [id] }
}

const SOURCES: Readonly<Record<string, string>> = { query: 'query', saved_query: 'saved query' }

const ofSource = (fields: unknown, type: string, id: string): Subject => one(SOURCES[String(fieldOf(fields, type))] ?? 'dataset', fieldOf(fields, id))

/** A question of a chart names its chart where it is a stored one, else only its dataset. */
const ofQuestion = (body: unknown): Subject => {
  const chart = idText(fieldOf(fieldOf(body, 'form_data'), 'slice_id'))
  if (chart !== null && chart !== '0') return { kind: 'chart', ids: [chart] }
  return ofSource(fieldOf(body, 'datasource'), 'type', 'id')
}

const MOST = 100

/** Routes whose object is told elsewhere than in their address. */
const OTHERS: Readonly<Record<string, (call: Call<Route>) => Subject>> = {
  'chart.data': ({ body }) => ofQuestion(body),
  'chart.asyncData': () => ({ kind: 'chart', ids: [] }),
  'datasource.samples': ({ query }) => ofSource(query, 'datasource_type', 'datasource_id'),
  'datasource.columnValues': ({ params }) => ofSource(params, 'type', 'id'),
  'sqllab.execute': ({ body }) => one('database', fieldOf(body, 'database_id')),
  'sqllab.export': ({ params }) => one('query', fieldOf(params, 'client_id')),
  'sqllab.exportStreaming': ({ body }) => one('query', fieldOf(body, 'client_id')),
  'me.update': ({ actor }) => one('user', actor.id),
  'annotation.bulkDelete': ({ params }) => one('annotation layer', fieldOf(params, 'id')),
  'annotation.create': ({ params }) => one('annotation layer', fieldOf(params, 'id')),
  'history.restore': ({ params }) => one(String(fieldOf(params, 'kind')).replaceAll('_', ' '), fieldOf(params, 'id')),
  'history.version': ({ params }) => one(String(fieldOf(params, 'kind')).replaceAll('_', ' '), fieldOf(params, 'id')),
  'history.compare': ({ params }) => one(String(fieldOf(params, 'kind')).replaceAll('_', ' '), fieldOf(params, 'id')),
  'security.viewAs': ({ body }) => one(fieldOf(body, 'user_id') === null ? 'role' : 'user', fieldOf(body, 'user_id')),
  'security.guestToken': () => ({ kind: 'guest', ids: [] }),
  'tag.addToObject': ({ params }) => ({ kind: 'tag', ids: [`${String(fieldOf(params, 'object_type'))}/${String(fieldOf(params, 'object_id'))}`.slice(0, 64)] }),
  'tag.removeFromObject': ({ params }) => ({
    kind: 'tag',
    ids: [`${String(fieldOf(params, 'object_type'))}/${String(fieldOf(params, 'object_id'))}`.slice(0, 64)],
  }),
}

const OF_SIGN_IN = /^signIn\.(?:endUserSessions|removeUserFactors)$/

/** What the call is about, as far as it says so itself. */
export const subjectOf = (call: Call<Route>, route: Route): Subject => {
  const other = Object.hasOwn(OTHERS, route.name) ? OTHERS[route.name] : undefined
  if (other !== undefined) return other(call)
  if (route.name.startsWith('picture.')) return one(route.name.includes('chart') ? 'chart' : 'dashboard', fieldOf(call.params, 'id'))
  if (OF_SIGN_IN.test(route.name)) return one('user', fieldOf(call.params, 'id'))
  if (route.name.startsWith('signIn.')) return one('user', call.actor.id)
  const kind = kindOf(route.name)
  if (Array.isArray(call.q)) return { kind, ids: [...new Set(call.q.map(String))].slice(0, MOST) }
  return one(kind, fieldOf(call.params, 'id'))
}

const NAMES = ['dashboard_title', 'slice_name', 'table_name', 'database_name', 'label', 'username', 'theme_name', 'template_name', 'name']

/** A name among the fields of a body or of an answer's `result`. */
export const nameIn = (value: unknown): string => {
  for (const holder of [value, fieldOf(value, 'result')])
    for (const name of NAMES) {
      const found = fieldOf(holder, name)
      if (typeof found === 'string' && found !== '') return found
    }
  return ''
}

/** The id that a new object got. */
export const idIn = (answer: unknown): string | null => idText(fieldOf(answer, 'id') ?? fieldOf(fieldOf(answer, 'result'), 'id'))
