import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allRoutes, contract, openApi } from './index.ts'

/** An operation of Superset 6.1 as its own document tells it: parts of its address as `{}`, names in its query and at the top of its body. */
interface Operation {
  readonly method: string
  readonly path: string
  readonly query: readonly string[]
  readonly body: readonly string[] | null
}

interface Ours {
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly properties?: object; readonly additionalProperties?: unknown } }>>
  }
}

const recorded: readonly Operation[] = JSON.parse(readFileSync(new URL('../fixtures/operations.json', import.meta.url), 'utf8'))

/** What Superset's document names but its server does not take, or only gives back. */
const UNTRUE: ReadonlySet<string> = new Set([
  'POST /api/v1/log id',
  'POST /api/v1/security/user_registrations id',
  'PUT /api/v1/security/user_registrations/{} id',
  'POST /api/v1/sqllab/permalink chartState',
  'POST /api/v1/sqllab/permalink formData',
  'POST /api/v1/sqllab/permalink urlParams',
  'POST /api/v1/tag/{}/{} tags',
])

/** Not there yet; a name goes from here when its operation comes. */
const MISSING: ReadonlySet<string> = new Set()

const document = openApi(allRoutes(contract), 'test') as { readonly paths: Readonly<Record<string, Readonly<Record<string, Ours>>>> }
const ours = new Map(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path.replace(/\{[^}]*\}/g, '{}').replace(/\/$/, '')}`, operation]),
  ),
)

const missingNames = ({ query, body }: Operation, own: Ours): readonly string[] => {
  const names = new Set(own.parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name))
  const [media, content] = Object.entries(own.requestBody?.content ?? {})[0] ?? []
  const open = media === 'multipart/form-data' || content?.schema.additionalProperties !== false
  const known = new Set(Object.keys(content?.schema.properties ?? {}))
  return [...query.filter((name) => !names.has(name)), ...(open ? [] : (body ?? []).filter((name) => !known.has(name)))]
}

test('the record holds every operation once', () => {
  expect(recorded).toHaveLength(276)
  expect(new Set(recorded.map(({ method, path }) => `${method} ${path}`)).size).toBe(276)
})

test.each(recorded.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))('%s', (name, operation) => {
  const own = ours.get(name)
  expect(own === undefined, `${name} is missing, or is here and stands among those that are not`).toBe(MISSING.has(name))
  if (own !== undefined) expect(missingNames(operation, own).filter((part) => !UNTRUE.has(`${name} ${part}`))).toEqual([])
})
