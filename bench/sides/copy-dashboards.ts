import { type Client, multipart, q } from '@coset/testing'

const PAGE = 100
/** The database of the bundles, whose password never travels with them. */
const DATABASE_FILE = 'databases/examples.yaml'

interface Page {
  readonly count: number
  readonly result: readonly { readonly id: number }[]
}

const idsOf = async (from: Client, kind: string): Promise<readonly number[]> => {
  const ids: number[] = []
  for (let page = 0; ; page += 1) {
    const answer = await from.get(`/api/v1/${kind}/${q({ page, page_size: PAGE })}`)
    if (answer.status !== 200) throw new Error(`the list of ${kind}s answered ${answer.status}: ${answer.text}`)
    const { count, result } = answer.json<Page>()
    ids.push(...result.map(({ id }) => id))
    if (ids.length >= count || result.length === 0) return ids
  }
}

/** Carries every dataset, chart and dashboard from one server to another through export and import. Throws when one refuses. */
export const copyDashboards = async (from: Client, to: Client, password: string): Promise<void> => {
  for (const kind of ['dataset', 'chart', 'dashboard']) {
    const exported = await from.get(`/api/v1/${kind}/export/${q(await idsOf(from, kind))}`)
    if (exported.status !== 200) throw new Error(`the export of ${kind}s answered ${exported.status}: ${exported.text}`)
    const fields = { overwrite: 'true', passwords: JSON.stringify({ [DATABASE_FILE]: password }) }
    const imported = await to.post(`/api/v1/${kind}/import/`, multipart(fields, { formData: exported.bytes }))
    if (imported.status !== 200) throw new Error(`the import of ${kind}s answered ${imported.status}: ${imported.text}`)
  }
}
