import type { Client } from '@coset/testing'
import type { Measure } from '../measure.ts'
import { median } from '../probes/sampling.ts'
import { MANY_ROWS, openManyRows } from '../sides/many-rows.ts'
import { downloadRows } from './csv-request.ts'

const ROUNDS = 3

const rowsPerSecond = async (from: Client, datasetId: number): Promise<{ readonly rows: number; readonly perSecond: number }> => {
  const speeds: number[] = []
  let rows = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const { lines, seconds } = await downloadRows(from, datasetId)
    rows = lines - 1
    speeds.push(rows / seconds)
  }
  return { rows, perSecond: median(speeds) }
}

export const csvRows: Measure = {
  name: 'csv-rows',
  about: 'CSV of a million rows of five columns, one connection',
  unit: 'rows/s',
  goal: { of: 'ratio', bound: 'at least', value: 10 },
  against: 'the reference',
  run: async (context) => {
    const { theirs } = await context.sides()
    await using many = await openManyRows(context.warehouse)
    const ours = await rowsPerSecond(many.admin, many.datasetId)
    if (ours.rows !== MANY_ROWS) throw new Error(`the file has ${ours.rows} rows, should have ${MANY_ROWS}`)
    if (theirs === null) return { ours: ours.perSecond, theirs: null }
    const other = await rowsPerSecond(theirs.admin, await many.datasetAt(theirs.admin))
    return { ours: ours.perSecond, theirs: other.perSecond, note: `the reference sent ${other.rows} rows` }
  },
}
