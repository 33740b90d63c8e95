import type { z } from 'zod'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Who may call: anybody, anybody signed in, or holders of a verb on a view. */
export type Guard = 'public' | 'signed-in' | { readonly verb: string; readonly view: string }

/** How the body arrives. `multipart` gives fields and files, `form` URL-encoded fields. */
export type BodyKind = 'json' | 'multipart' | 'form'

type Schema = z.ZodType | undefined

/** One operation of the API. Server, client, OpenAPI and permission table derive from it. */
export interface Route<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  R extends Schema = Schema,
  B extends Schema = Schema,
  O extends z.ZodType = z.ZodType,
> {
  /** `<resource>.<verb>`, unique. */
  readonly name: string
  readonly method: Method
  /** With `:param` parts. */
  readonly path: string
  readonly summary: string
  readonly guard: Guard
  readonly params: P
  readonly query: Q
  /** Shape of the Rison `q` parameter. */
  readonly q: R
  readonly body: B
  readonly bodyKind: BodyKind
  readonly output: O
  readonly status: number
  /** A 422 instead of a 400 when the body does not fit, as clients of this route expect. */
  readonly invalidBodyStatus: 400 | 422
  /** Whose writes carry a CSRF token: of cookie sessions, of bearer tokens and of nobody; of cookie sessions alone; nobody's (reads by POST). */
  readonly csrf: true | 'sessions' | false
  /** False: it belongs to a browser's session, a bearer token does not open it. */
  readonly bearer: boolean
}

type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined

export type ParamsOf<T extends Route> = Parsed<T['params']>
export type QueryOf<T extends Route> = Parsed<T['query']>
export type RisonOf<T extends Route> = Parsed<T['q']>
export type BodyOf<T extends Route> = Parsed<T['body']>
export type BodyInputOf<T extends Route> = T['body'] extends z.ZodType ? z.input<T['body']> : undefined
export type OutputOf<T extends Route> = z.output<T['output']>

type Optional = 'params' | 'query' | 'q' | 'body' | 'bodyKind' | 'status' | 'invalidBodyStatus' | 'csrf' | 'bearer'

/** Declares a route; absent parts mean: takes none, JSON, 200, 400 on a bad body, a CSRF token with every write, open to bearer tokens. */
export const route = <
  P extends Schema = undefined,
  Q extends Schema = undefined,
  R extends Schema = undefined,
  B extends Schema = undefined,
  O extends z.ZodType = z.ZodType,
>(
  definition: Omit<Route<P, Q, R, B, O>, Optional> & {
    readonly params?: P
    readonly query?: Q
    readonly q?: R
    readonly body?: B
    readonly bodyKind?: BodyKind
    readonly status?: number
    readonly invalidBodyStatus?: 400 | 422
    readonly csrf?: true | 'sessions' | false
    readonly bearer?: boolean
  },
): Route<P, Q, R, B, O> => ({
  bodyKind: 'json',
  status: 200,
  invalidBodyStatus: 400,
  csrf: true,
  bearer: true,
  ...definition,
  params: definition.params as P,
  query: definition.query as Q,
  q: definition.q as R,
  body: definition.body as B,
})

const isRoute = (value: object): boolean => 'guard' in value && 'path' in value

/** These routes, where clients with a bearer token send no CSRF token. */
export const withoutBearerCsrf = <T extends object>(routes: T): T =>
  Object.fromEntries(
    Object.entries(routes).map(([key, value]: [string, object]) => [key, isRoute(value) ? { ...value, csrf: 'sessions' } : withoutBearerCsrf(value)]),
  ) as T
