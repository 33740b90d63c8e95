import type { Context } from '@coset/resources'
import { chartQuestion } from '@coset/resources'
import type { OtherChart, OtherSite } from './other-site.ts'
import { differenceOf } from './same-rows.ts'

export interface Verdict {
  readonly id: number
  readonly name: string
  readonly outcome: 'same' | 'differs' | 'only here' | 'fails here' | 'fails there' | 'fails on both'
  readonly told: string
}

type Asked = { readonly rows: readonly (readonly Readonly<Record<string, unknown>>[])[] } | { readonly failure: string }

const asked = async (site: OtherSite, context: unknown): Promise<Asked> => {
  try {
    return { rows: await site.ask(context) }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

const withDataset = (context: Readonly<Record<string, unknown>>, id: number): unknown => ({ ...context, datasource: { id, type: 'table' }, force: true })

const judge = (here: Asked, there: Asked): Pick<Verdict, 'outcome' | 'told'> => {
  if ('failure' in here && 'failure' in there) return { outcome: 'fails on both', told: here.failure }
  if ('failure' in here) return { outcome: 'fails here', told: here.failure }
  if ('failure' in there) return { outcome: 'fails there', told: there.failure }
  for (const [i, rows] of here.rows.entries()) {
    const difference = differenceOf(rows, there.rows[i] ?? [])
    if (difference === null) continue
    const { here: ours, there: theirs, onlyHere, onlyThere } = difference
    return { outcome: 'differs', told: `${ours} rows here, ${theirs} there; only here ${onlyHere ?? 'none'}, only there ${onlyThere ?? 'none'}` }
  }
  return { outcome: 'same', told: '' }
}

/** Asks every chart that both have on both, one after the other, and says where the rows differ. */
export const compareCharts = async function* (ctx: Context, here: OtherSite, there: OtherSite): AsyncGenerator<Verdict> {
  const others: ReadonlyMap<string, OtherChart> = await there.charts()
  const rows = await ctx.metadata.db.selectFrom('charts').selectAll().orderBy('id').execute()
  for (const row of rows) {
    const facts = { id: row.id, name: row.slice_name }
    const other = others.get(row.uuid)
    if (other === undefined || other.datasetId === null || row.datasource_id === null) {
      yield { ...facts, outcome: 'only here', told: '' }
      continue
    }
    const question = chartQuestion(row)
    if (question === null) yield { ...facts, outcome: 'fails here', told: 'nothing says what it asks' }
    else {
      const ours = await asked(here, withDataset(question, row.datasource_id))
      yield { ...facts, ...judge(ours, await asked(there, withDataset(question, other.datasetId))) }
    }
  }
}
