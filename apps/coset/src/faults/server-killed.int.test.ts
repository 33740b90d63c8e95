import { bearerClient, type Client, temporaryFolder, tokensOf, until } from '@coset/testing'
import { expect, test } from 'vitest'
import { ADMIN_PASSWORD, writeWarehouse } from '../test-server.ts'
import { freePort } from './door.test-support.ts'
import { startRole } from './role.test-support.ts'
import { made, runsOf, slowDataset, slowSql, startRun } from './slow-work.test-support.ts'

interface Told {
  readonly id: string
  readonly status: string
  readonly result_url: string | null
}

/** Hears the channel until a status comes or the server is gone; gives what came. */
const hear = async (url: string, token: string, wanted: string, after: string | null): Promise<readonly Told[]> => {
  const headers = { authorization: `Bearer ${token}`, ...(after === null ? {} : { 'last-event-id': after }) }
  const answer = await fetch(`${url}/api/v1/async_event/stream`, { headers, signal: AbortSignal.timeout(30_000) })
  let text = ''
  const told = (): readonly Told[] => [...text.matchAll(/id: (\d+)\ndata: (.*)\n\n/g)].map(([, id = '', data = '']) => ({ ...(JSON.parse(data) as Told), id }))
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString()
    if (told().some((one) => one.status === wanted)) break
  }
  return told()
}

const askChart = (admin: Client, id: number) =>
  admin.post('/api/v1/chart/data', { datasource: { id, type: 'table' }, queries: [{ columns: ['many'], metrics: [], row_limit: 10 }] })

test('a server is killed while workers carry out its queries: clients come back to another and get their results', async () => {
  using folder = temporaryFolder()
  const port = await freePort()
  const env = {
    COSET_ADMIN_PASSWORD: ADMIN_PASSWORD,
    COSET_CACHE_URL: 'metadata:',
    COSET_FEATURE_FLAGS: JSON.stringify({ GLOBAL_ASYNC_QUERIES: true }),
    COSET_PORT: String(port),
  }
  await using first = await startRole('serve', folder.path, env, ['--no-all-in-one'])
  await using worker = await startRole('worker', folder.path, env, ['--queues', 'queries=2'])
  const url = first.name
  const admin = await bearerClient(url, 'admin', ADMIN_PASSWORD)
  const { access } = await tokensOf(url, 'admin', ADMIN_PASSWORD)
  const databaseId = await made(admin, '/api/v1/database/', { database_name: 'Warehouse', sqlalchemy_uri: `sqlite:///${writeWarehouse(folder.path)}` })
  const dataset = await slowDataset(admin, databaseId, 5)
  const running = hear(url, access, 'running', null)
  await new Promise((done) => setTimeout(done, 300))
  expect((await askChart(admin, dataset)).status).toBe(202)
  expect((await startRun(admin, databaseId, 'outlives', slowSql(5))).status).toBe(202)
  const [begun] = await running
  await until('the run', async () => (await runsOf(admin)).get('outlives')?.state === 'running')
  await first.kill()
  await expect(admin.get('/health')).rejects.toThrow()
  await using second = await startRole('serve', folder.path, env, ['--no-all-in-one'])
  expect(second.name).toBe(url)
  const done = (await hear(url, access, 'done', begun?.id ?? '')).at(-1)
  const answer = await admin.get(done?.result_url ?? '')
  expect(answer.json<{ result: { data: unknown }[] }>().result[0]?.data).toEqual([{ many: 5_000_000 }])
  await until('the end of the run', async () => (await runsOf(admin)).get('outlives')?.state === 'success', 30_000)
  const { resultsKey } = (await runsOf(admin)).get('outlives') ?? {}
  const kept = await admin.get(`/api/v1/sqllab/results/?q=(key:'${resultsKey}')`)
  expect(kept.json<{ data: unknown[] }>().data).toEqual([{ many: 5_000_000 }])
  expect(worker.output()).not.toMatch(/"level":[45]0/)
})
