import type { Actor } from '@coset/access'
import type { BodyOf, ParamsOf, QueryOf, RisonOf, Route } from '@coset/contract'
import type { Context, SessionFacts } from './context.ts'

/** A file of a multipart form, whole in memory; its size is bounded before it gets here. */
export interface UploadedFile {
  readonly field: string
  readonly name: string
  readonly bytes: Uint8Array
}

/** One request after parsing and the permission check. */
export interface Call<T extends Route> {
  readonly ctx: Context
  readonly actor: Actor
  readonly params: ParamsOf<T>
  readonly query: QueryOf<T>
  readonly q: RisonOf<T>
  readonly body: BodyOf<T>
  readonly files: readonly UploadedFile[]
  readonly fields: Readonly<Record<string, string>>
  readonly request: {
    readonly id: string
    /** By what the caller is known: `session`, `bearer`, `api key`, `guest token`, `nothing`. */
    readonly by: string
    /** Scheme, host and port of the site, as its settings or this request have it. */
    readonly origin: string
    readonly address: string
    readonly bearer: string | null
    readonly session: SessionFacts
    readonly referrer: string | null
    readonly signal: AbortSignal
    /** The client takes gzip. */
    readonly gzip: boolean
    /** The client's own name for this request, to ask for its place in a queue; null: none. */
    readonly queryId: string | null
    readonly accept: string | null
    /** Of the browser, for news of work that nobody waits for; null: it has none. */
    readonly channel: string | null
    /** Where an event stream goes on. */
    readonly lastEventId: string | undefined
    /** Parameters of the address, the first value of each. */
    readonly parameters: Readonly<Record<string, string>>
  }
}

/** An answer that is not a plain JSON value. */
export class Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array> | null
  readonly cookies: readonly { readonly name: string; readonly value: string; readonly maxAgeSeconds: number }[]
  constructor(body: Reply['body'], options: { readonly status?: number; readonly headers?: Record<string, string>; readonly cookies?: Reply['cookies'] } = {}) {
    this.body = body
    this.status = options.status ?? 200
    this.headers = options.headers ?? {}
    this.cookies = options.cookies ?? []
  }
}

/** A route with what carries it out. Plain return values become JSON with the route's status. */
export interface Handler<T extends Route = Route> {
  readonly route: T
  readonly handle: (call: Call<T>) => Promise<unknown>
}

/** Binds a handler to its route with the route's types. */
export const handle = <T extends Route>(route: T, fn: (call: Call<T>) => Promise<unknown>): Handler => ({ route, handle: fn as Handler['handle'] })
