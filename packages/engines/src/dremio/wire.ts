import { listOf, numberOf, objectOf, textOf } from '../http/json.ts'
import type { Page } from '../http/paged.ts'
import { createPause } from '../http/polling.ts'
import { objectRows, type RestWire, restColumn, statementError } from '../http/rest.ts'
import { informationSchema } from '../shared-sql/information-schema.ts'
import { dremioDialect } from './dialect.ts'

const PAGE = 500
const WAITING = new Set(['PENDING', 'METADATA_RETRIEVAL', 'PLANNING', 'ENQUEUED', 'QUEUED', 'ENGINE_START', 'EXECUTION_PLANNING', 'STARTING', 'RUNNING'])

/** A job, asked until it ends, then pages of objects. */
const start: RestWire['start'] = async (ask, request, { signal, onStop }) => {
  const context = request.schema === undefined || request.schema === null ? {} : { context: request.schema.split('.') }
  const id = textOf((await ask('POST', '/api/v3/sql', { sql: request.sql, ...context }, signal))['id']) ?? ''
  onStop(async () => void (await ask('POST', `/api/v3/job/${encodeURIComponent(id)}/cancel`, {})))
  const pause = createPause(signal)
  for (;;) {
    const job = await ask('GET', `/api/v3/job/${encodeURIComponent(id)}`, undefined, signal)
    const state = textOf(job['jobState']) ?? ''
    if (state === 'COMPLETED') break
    if (!WAITING.has(state)) throw statementError(textOf(job['errorMessage']) ?? `The statement ended as ${state}`)
    await pause()
  }
  const page = async (offset: number): Promise<Page> => {
    const body = await ask('GET', `/api/v3/job/${encodeURIComponent(id)}/results?offset=${offset}&limit=${PAGE}`, undefined, signal)
    const fields = listOf(body['schema']).map(objectOf)
    const names = fields.map((field) => textOf(field['name']) ?? '')
    const columns = fields.map((field, i) => restColumn(names[i] ?? '', textOf(objectOf(field['type'])['name']) ?? ''))
    const all = numberOf(body['rowCount']) ?? 0
    return { columns, rows: objectRows(body['rows'], names), next: offset + PAGE < all ? () => page(offset + PAGE) : null }
  }
  return page(0)
}

export const dremioWire: RestWire = {
  label: 'Dremio',
  dialect: dremioDialect,
  port: 9047,
  // A password is changed for a token first; a personal access token is one already.
  headers: async (config, ask) => {
    const { username, password } = config.uri
    const own = config.accessToken ?? textOf(config.secrets?.['token']) ?? config.uri.query['token']
    if (typeof own === 'string') return { authorization: `Bearer ${own}` }
    const told = await ask('POST', '/apiv2/login', { userName: username ?? '', password: password ?? '' })
    return { authorization: `_dremio${textOf(told['token']) ?? ''}` }
  },
  start,
  introspect: () => informationSchema({ dialect: dremioDialect, capitals: true, defaultSchemaSql: null }),
}
