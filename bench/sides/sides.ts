import { bearerClient, type Client, q, temporaryFolder, tokenClient, tokensOf } from '@coset/testing'
import { copyDashboards } from './copy-dashboards.ts'
import { type Coset, startCoset } from './coset.ts'
import { connectWarehouse } from './warehouse.ts'

/** A server with the birth names of the warehouse as a dataset, and a dashboard to look at. */
export interface Side {
  readonly url: string
  readonly admin: Client
  readonly token: string
  readonly datasetId: number
  /** Path of the page of the dashboard. */
  readonly dashboard: string
  /** Charts on that dashboard. */
  readonly charts: number
}

export interface Sides extends AsyncDisposable {
  readonly ours: Side
  /** The reference; null when it does not answer. */
  readonly theirs: Side | null
}

interface Listed {
  readonly result: readonly { readonly id: number; readonly url?: string }[]
}

const BIRTHS = 'births'
/** The example dashboard without tabs: all its charts are drawn when it opens. */
const EXAMPLE = 'fifty-years-of-the-world'
const USERNAME = 'admin'
const PASSWORD = 'admin'

const firstOf = async (admin: Client, kind: string, filters: readonly object[]): Promise<{ readonly id: number; readonly url?: string }> => {
  const answer = await admin.get(`/api/v1/${kind}/${q({ filters, page_size: 1 })}`)
  const found = answer.status === 200 ? answer.json<Listed>().result[0] : undefined
  if (found === undefined) throw new Error(`${admin.base} has no ${kind} for ${JSON.stringify(filters)}: ${answer.status}`)
  return found
}

const sideOf = async (url: string, admin: Client, slug: string): Promise<Side> => {
  const dataset = await firstOf(admin, 'dataset', [{ col: 'table_name', opr: 'eq', value: 'birth_names' }])
  const dashboard = await firstOf(admin, 'dashboard', [{ col: 'slug', opr: 'eq', value: slug }])
  const charts = (await admin.get(`/api/v1/dashboard/${dashboard.id}/charts`)).json<{ result: unknown[] }>().result.length
  const { access } = await tokensOf(url, USERNAME, PASSWORD)
  return { url, admin, token: access, datasetId: dataset.id, dashboard: `/superset/dashboard/${dashboard.id}/`, charts }
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) }).then(
    (answer) => answer.ok,
    () => false,
  )

const fill = async (coset: Coset, reference: string | null, warehouse: string): Promise<Omit<Sides, typeof Symbol.asyncDispose>> => {
  const admin = await bearerClient(coset.url, USERNAME, PASSWORD)
  if (reference === null) {
    await coset.printed(/^Loaded/)
    await connectWarehouse(admin, warehouse)
    return { ours: await sideOf(coset.url, admin, EXAMPLE), theirs: null }
  }
  const theirs = await tokenClient(reference, USERNAME, PASSWORD)
  await copyDashboards(theirs, admin, new URL(warehouse).password)
  return { ours: await sideOf(coset.url, admin, BIRTHS), theirs: await sideOf(reference, theirs, BIRTHS) }
}

/**
 * Starts Coset and, when the reference answers at `reference`, gives it everything that the reference exports; without it,
 * Coset stands alone with its example dashboards and the birth names of `warehouse`.
 */
export const openSides = async (reference: string, warehouse: string): Promise<Sides> => {
  const there = await answers(reference)
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(temporaryFolder())
  const coset = opened.use(await startCoset(folder.path, { examples: !there }))
  const sides = await fill(coset, there ? reference : null, warehouse)
  const kept = opened.move()
  return { ...sides, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
