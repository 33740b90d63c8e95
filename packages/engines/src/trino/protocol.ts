import { EngineFailure, type ResultColumn } from '@coset/core'
import type { HttpAnswer, HttpClient } from '../http/client.ts'
import { listOf, objectOf, rowsOf, textOf } from '../http/json.ts'
import type { Page } from '../http/paged.ts'
import { TrinoError } from './errors.ts'
import { trinoKind } from './types.ts'

/** A statement under way: its pages, and where to say that it is not wanted any more. */
export interface TrinoStatement {
  page(): Promise<Page>
  cancel(): Promise<void>
}

const columnsOf = (value: unknown): readonly ResultColumn[] | null =>
  Array.isArray(value)
    ? listOf(value).map((item) => {
        const column = objectOf(item)
        const nativeType = (textOf(column['type']) ?? '').toUpperCase()
        return { name: textOf(column['name']) ?? '', nativeType, type: trinoKind(nativeType) }
      })
    : null

const statusError = async (answer: HttpAnswer): Promise<Error> => {
  const text = (await answer.text()).trim()
  if (answer.status === 401 || answer.status === 403) return new TrinoError('AUTHENTICATION', 'The database refused the user name, password or token')
  return new EngineFailure(`The database answered with status ${answer.status}${/^[\w .,:'"()-]{1,300}$/.test(text) ? `: ${text}` : ''}`)
}

/** Sends a statement by the coordinator's protocol: each answer names the next address to ask until one names none. */
export const startTrino = (client: HttpClient, sql: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): TrinoStatement => {
  let next: string | null = null
  const read = async (answer: HttpAnswer): Promise<Page> => {
    if (answer.status !== 200) throw await statusError(answer)
    const body = objectOf(await answer.json())
    next = textOf(body['nextUri'])
    const error = body['error'] === undefined ? null : objectOf(body['error'])
    if (error !== null) throw new TrinoError(textOf(error['errorName']) ?? '', textOf(error['message']) ?? 'The statement failed')
    return { columns: columnsOf(body['columns']) ?? (next === null ? [] : null), rows: rowsOf(body['data']), next: next === null ? null : follow }
  }
  const follow = async (): Promise<Page> => read(await client.send({ path: next ?? '/', headers, signal, idempotent: true }))
  return {
    page: async () =>
      read(
        await client.send({ method: 'POST', path: '/v1/statement', body: sql, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, signal }),
      ),
    cancel: async () => {
      if (next === null) return
      const answer = await client.send({ method: 'DELETE', path: next, headers, timeoutMs: 5_000 })
      answer.body.resume()
    },
  }
}
