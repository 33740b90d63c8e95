import { leakCheck } from '@coset/testing'
import { expect, test } from 'vitest'
import { connectWarehouse, startServer } from './test-server.ts'

test('a server starts, serves and leaves nothing behind', async () => {
  await leakCheck(async () => {
    await using server = await startServer()
    const { dashboardId, chartId } = await connectWarehouse(server)
    expect((await server.admin.get(`/api/v1/dashboard/${dashboardId}`)).status).toBe(200)
    const data = await server.admin.get(`/api/v1/chart/${chartId}/data/`)
    expect(data.status).toBe(200)
    expect(data.json<{ result: { data: unknown }[] }>().result[0]?.data).toEqual([
      { region: 'north', count: 3 },
      { region: 'south', count: 2 },
      { region: null, count: 1 },
    ])
  })
})
