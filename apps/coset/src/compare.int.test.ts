import { DatabaseSync } from 'node:sqlite'
import { tokensOf } from '@coset/testing'
import { expect, test } from 'vitest'
import { compareCharts, type Verdict } from './compare/compare.ts'
import { openSite, signIn } from './compare/other-site.ts'
import { ADMIN_PASSWORD, connectWarehouse, startServer, type TestServer, writeWarehouse } from './test-server.ts'

const siteOf = async (server: TestServer) => openSite(server.url, (await tokensOf(server.url, 'admin', ADMIN_PASSWORD)).access)

const verdicts = async (here: TestServer, there: TestServer): Promise<readonly Verdict[]> => {
  const all: Verdict[] = []
  for await (const verdict of compareCharts(here.running.ctx, await siteOf(here), await siteOf(there))) all.push(verdict)
  return all
}

/** The same chart on two sites, each with a file of its own. */
const twoSites = async (stack: AsyncDisposableStack) => {
  const here = stack.use(await startServer())
  const there = stack.use(await startServer())
  // Other ids than here: charts are the same by their UUIDs
  const extra = await there.admin.post('/api/v1/database/', {
    database_name: 'Other',
    sqlalchemy_uri: `sqlite:///${writeWarehouse(there.folder, 'other.sqlite')}`,
  })
  expect(extra.status).toBe(201)
  const { chartId } = await connectWarehouse(here)
  const other = await connectWarehouse(there)
  const { uuid } = await here.running.ctx.metadata.db.selectFrom('charts').select('uuid').where('id', '=', chartId).executeTakeFirstOrThrow()
  await there.running.ctx.metadata.db.updateTable('charts').set({ uuid }).where('id', '=', other.chartId).execute()
  const file = `${there.folder}/warehouse.sqlite`
  return { here, there, file, chartId }
}

test('a chart that both sites have is the same, differs, fails, or is only here', async () => {
  await using stack = new AsyncDisposableStack()
  const { here, there, file, chartId } = await twoSites(stack)
  expect(await verdicts(here, there)).toEqual([{ id: chartId, name: 'Sales by region', outcome: 'same', told: '' }])
  const warehouse = new DatabaseSync(file)
  warehouse.exec("INSERT INTO sales (region, amount) VALUES ('north', 1)")
  const [differs] = await verdicts(here, there)
  expect(differs).toMatchObject({ outcome: 'differs', told: expect.stringMatching(/3 rows here, 3 there; only here .*"count":3.* only there .*"count":4/) })
  warehouse.exec('DROP TABLE sales')
  warehouse.close()
  expect((await verdicts(here, there))[0]).toMatchObject({ outcome: 'fails there', told: expect.stringMatching(/sales/) })
  const copy = { slice_name: 'Mine', viz_type: 'table', datasource_id: 1, datasource_type: 'table', params: '{"viz_type":"table"}' }
  expect((await here.admin.post('/api/v1/chart/', copy)).status).toBe(201)
  expect((await verdicts(here, there)).map((one) => one.outcome)).toEqual(['fails there', 'only here'])
})

test('a site that is away, and one that lets nobody in, are told', async () => {
  await using server = await startServer()
  await expect(signIn('http://127.0.0.1:9', 'admin', 'x')).rejects.toThrow(/cannot be reached/)
  await expect(signIn(server.url, 'admin', 'wrong')).rejects.toThrow(/does not let admin in/)
})
