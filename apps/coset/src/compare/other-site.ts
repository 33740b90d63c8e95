import { AppError } from '@coset/core'
import { z } from 'zod'
import type { Row } from './same-rows.ts'

const failed = (what: string, cause?: unknown): AppError => new AppError(what, { code: 'OTHER_SITE_ERROR', status: 502, expose: true, cause })

const charts = z.object({ count: z.int(), result: z.array(z.object({ id: z.int(), uuid: z.string().nullish(), datasource_id: z.int().nullish() })) })
const answer = z.object({ result: z.array(z.object({ data: z.array(z.record(z.string(), z.unknown())).nullish() })) })

export interface OtherChart {
  readonly id: number
  readonly datasetId: number | null
}

/** A site that speaks the field's API. */
export interface OtherSite {
  /** Its charts by UUID. */
  charts(): Promise<ReadonlyMap<string, OtherChart>>
  /** Rows of each query. Throws with the site's sentence. */
  ask(context: unknown): Promise<readonly (readonly Row[])[]>
}

const PAGE = 100

const sentenceOf = (text: string): string => {
  const message = /"message":\s*"(?<told>(?:[^"\\]|\\.)*)"/.exec(text)?.groups?.['told']
  return (message ?? text).slice(0, 300)
}

/** `base` without a slash at the end; `token` is a bearer token of it. */
export const openSite = (base: string, token: string): OtherSite => {
  const call = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> => {
    const init = { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } }
    const response = await fetch(`${base}${path}`, body === undefined ? init : { ...init, body: JSON.stringify(body) })
    const text = await response.text()
    if (!response.ok) throw failed(`${response.status} ${sentenceOf(text)}`)
    return JSON.parse(text)
  }
  return {
    charts: async () => {
      const found = new Map<string, OtherChart>()
      for (let page = 0; ; page += 1) {
        const { count, result } = charts.parse(await call('GET', `/api/v1/chart/?q=(columns:!(id,uuid,datasource_id),page:${page},page_size:${PAGE})`))
        for (const { id, uuid, datasource_id: datasetId } of result) if (uuid) found.set(uuid.toLowerCase(), { id, datasetId: datasetId ?? null })
        if (result.length === 0 || (page + 1) * PAGE >= count) return found
      }
    },
    ask: async (context) => answer.parse(await call('POST', '/api/v1/chart/data', context)).result.map((one) => one.data ?? []),
  }
}

/** Signs in with name and password. Throws when the site says no. */
export const signIn = async (base: string, username: string, password: string): Promise<string> => {
  const body = JSON.stringify({ username, password, provider: 'db' })
  const response = await fetch(`${base}/api/v1/security/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(
    (error: unknown) => {
      throw failed(`${base} cannot be reached`, error)
    },
  )
  const token = response.ok ? z.object({ access_token: z.string() }).safeParse(await response.json()).data?.access_token : undefined
  if (token === undefined) throw failed(`${base} does not let ${username} in (${response.status})`)
  return token
}
