import { setTimeout as wait } from 'node:timers/promises'
import { type Client, q } from '@coset/testing'
import { made } from '../sides/warehouse.ts'

const LIMIT_MS = 60_000
const LOOK_MS = 10

/** Milliseconds from asking for a picture until its bytes are there. Throws when that takes a minute. */
export const drawn = async (admin: Client, job: () => Promise<{ readonly status: number; readonly text: string }>): Promise<number> => {
  const start = performance.now()
  const asked = await job()
  if (asked.status !== 202) throw new Error(`the picture was answered with ${asked.status}: ${asked.text}`)
  const { image_url: url } = JSON.parse(asked.text) as { image_url: string }
  while (performance.now() - start < LIMIT_MS) {
    const picture = await admin.get(url)
    if (picture.status === 200) return performance.now() - start
    await wait(LOOK_MS)
  }
  throw new Error(`${url} was not drawn in time`)
}

/** Ids of charts of a server whose kind matches. Throws when there are fewer. */
export const someCharts = async (admin: Client, count: number, kind = /./): Promise<readonly number[]> => {
  const listed = (await admin.get(`/api/v1/chart/${q({ page_size: 100 })}`)).json<{ result: { id: number; viz_type: string }[] }>()
  const found = listed.result.filter((chart) => kind.test(chart.viz_type)).map(({ id }) => id)
  if (found.length < count) throw new Error(`${admin.base} has ${found.length} charts of the kind ${kind} only`)
  return found.slice(0, count)
}

const PER_ROW = 3

const position = (charts: readonly number[]): Record<string, unknown> => {
  const rows = Array.from({ length: Math.ceil(charts.length / PER_ROW) }, (_, i) => charts.slice(i * PER_ROW, (i + 1) * PER_ROW))
  const parents = ['ROOT_ID', 'GRID_ID']
  const rowParts = rows.map((ids, i) => [
    `ROW-${i}`,
    { id: `ROW-${i}`, type: 'ROW', parents, children: ids.map((id) => `CHART-${id}`), meta: { background: 'BACKGROUND_TRANSPARENT' } },
  ])
  const chartParts = charts.map((id, i) => [
    `CHART-${id}`,
    {
      id: `CHART-${id}`,
      type: 'CHART',
      parents: [...parents, `ROW-${Math.floor(i / PER_ROW)}`],
      children: [],
      meta: { chartId: id, width: 4, height: 50 },
    },
  ])
  return {
    DASHBOARD_VERSION_KEY: 'v2',
    ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
    GRID_ID: { id: 'GRID_ID', type: 'GRID', parents: ['ROOT_ID'], children: rows.map((_, i) => `ROW-${i}`) },
    ...Object.fromEntries([...rowParts, ...chartParts]),
  }
}

/** A dashboard with these charts, three a row. */
export const dashboardOf = (admin: Client, title: string, charts: readonly number[]): Promise<number> =>
  made(admin, '/api/v1/dashboard/', { dashboard_title: title, published: true, position_json: JSON.stringify(position(charts)) })
