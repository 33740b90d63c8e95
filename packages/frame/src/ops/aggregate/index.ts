import { BadRequest } from '@coset/core'
import { type Aggregate, aggregator } from '../../aggregate.ts'
import { type Frame, makeFrame, type Series } from '../../frame.ts'
import { groupRows } from '../../group.ts'
import type { Operation, Options } from '../operation.ts'
import { column, isObject, named, onlyOptions, requireColumns, textList } from '../options.ts'

/** The `aggregates` option: output name → how one column is reduced. Throws BadRequest. */
export const readAggregates = (frame: Frame, options: Options): (Aggregate & { readonly label: string })[] => {
  const wanted = options['aggregates']
  if (!isObject(wanted)) throw new BadRequest('Post-processing option aggregates must be an object')
  return Object.entries(wanted).map(([label, rule]) => {
    const detail = isObject(rule) ? rule : {}
    const name = typeof detail['column'] === 'string' ? detail['column'] : label
    if (named(frame, name).length === 0) throw new BadRequest(`Column referenced by aggregate is undefined: ${name}`)
    return { ...aggregator(column(frame, name), detail['operator'], isObject(detail['options']) ? detail['options'] : {}), label }
  })
}

/** Groups rows by columns (sorted, rows with a missing key dropped) and reduces the others; without keys one row remains. */
export const aggregate: Operation = (frame, options) => {
  onlyOptions(options, ['groupby', 'aggregates'])
  if (options['groupby'] === undefined) throw new BadRequest('Post-processing option groupby is required')
  const names = textList(options, 'groupby')
  requireColumns(frame, names)
  const keys = names.map((name) => column(frame, name))
  const wanted = readAggregates(frame, options)
  const groups = keys.length === 0 ? [{ keys: [], rows: Array.from({ length: frame.rowCount }, (_, i) => i) }] : groupRows(keys, frame.rowCount, true)
  const keyColumns = keys.map((key, level): Series => ({ ...key, cells: groups.map((group) => group.keys[level] ?? null) }))
  const values = wanted.map((one): Series => ({ label: one.label, type: one.type, cells: groups.map((group) => one.of(group.rows)) }))
  return makeFrame([...keyColumns, ...values], groups.length)
}
