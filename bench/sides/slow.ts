import { bearerClient, type Client, temporaryFolder, tokensOf } from '@coset/testing'
import type { LoadRequest } from '../probes/load.ts'
import { openSlowSource, type SlowSource } from '../probes/slow-source.ts'
import { startCoset } from './coset.ts'
import { connectWarehouse } from './warehouse.ts'

export const SLOW_MS = 1_000
export const SLOW_POOL = 200

/** A Coset whose birth names come from a source that takes a second. */
export interface SlowSide extends AsyncDisposable {
  readonly source: SlowSource
  /** A question like no other of another number. */
  request(number: number): LoadRequest
}

const firstId = async (admin: Client, kind: string): Promise<number> => {
  const [found] = (await admin.get(`/api/v1/${kind}/`)).json<{ result: { id: number }[] }>().result
  if (found === undefined) throw new Error(`there is no ${kind}`)
  return found.id
}

/** Opens both; the dataset is made over the warehouse, whose database is then led to the slow source. */
export const openSlowSide = async (warehouse: string): Promise<SlowSide> => {
  await using opened = new AsyncDisposableStack()
  const source = opened.use(await openSlowSource(SLOW_MS))
  const folder = opened.use(temporaryFolder())
  const coset = opened.use(await startCoset(folder.path, { examples: false }))
  const admin = await bearerClient(coset.url, 'admin', 'admin')
  await connectWarehouse(admin, warehouse)
  const [database, dataset] = [await firstId(admin, 'database'), await firstId(admin, 'dataset')]
  const extra = JSON.stringify({ engine_params: { pool_size: SLOW_POOL } })
  const led = await admin.put(`/api/v1/database/${database}`, { sqlalchemy_uri: source.uri, extra })
  if (led.status !== 200) throw new Error(`the database was refused with ${led.status}: ${led.text}`)
  const { access } = await tokensOf(coset.url, 'admin', 'admin')
  const headers = { authorization: `Bearer ${access}`, 'content-type': 'application/json' }
  const request = (number: number): LoadRequest => {
    const query = { columns: ['gender'], metrics: ['sum__num'], filters: [{ col: 'num', op: '>', val: number }], row_limit: 100 }
    const body = { datasource: { id: dataset, type: 'table' }, queries: [query], result_format: 'json', result_type: 'full' }
    return { url: `${coset.url}/api/v1/chart/data`, method: 'POST', headers, body: JSON.stringify(body) }
  }
  const kept = opened.move()
  return { source, request, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
