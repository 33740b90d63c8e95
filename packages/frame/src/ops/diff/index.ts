import { BadRequest } from '@coset/core'
import { type Series, topLabel, withColumns, withTopLabel } from '../../frame.ts'
import { floatSeries, numberSeries, numbers } from '../../values.ts'
import { mapColumns } from '../map-columns.ts'
import type { Operation } from '../operation.ts'
import { mapping, named, onlyOptions, requireColumns, whole } from '../options.ts'

const AXES: Readonly<Record<string, 0 | 1>> = { '0': 0, index: 0, '1': 1, columns: 1 }

/** Difference to the value `periods` rows (axis 0) or columns (axis 1) before. */
export const diff: Operation = (frame, options) => {
  onlyOptions(options, ['columns', 'periods', 'axis'])
  const periods = whole(options, 'periods', 1) ?? 1
  const asked = options['axis'] ?? 0
  const name = typeof asked === 'string' || typeof asked === 'number' ? String(asked) : ''
  const axis = Object.hasOwn(AXES, name) ? AXES[name] : undefined
  if (axis === undefined) throw new BadRequest(`No axis named ${name}`)
  const names = mapping(options, 'columns')
  if (axis === 0) {
    return mapColumns(frame, names, (source) => {
      const values = numbers(source)
      const out = values.map((value, i) => value - (values[i - periods] ?? Number.NaN))
      return numberSeries(source, out)
    })
  }
  requireColumns(frame, names.keys())
  const sources = [...names.keys()].flatMap((name) => named(frame, name))
  const values = sources.map(numbers)
  const across = sources.map((source, c): Series => {
    const other = values[c - periods]
    return floatSeries(
      source.label,
      (values[c] ?? new Float64Array()).map((value, row) => value - (other?.[row] ?? Number.NaN)),
    )
  })
  if ([...names].every(([from, to]) => from === to))
    return withColumns(
      frame,
      frame.columns.map((old) => across[sources.indexOf(old)] ?? old),
    )
  const renamed = across.map((one) => ({ ...one, label: withTopLabel(one.label, names.get(topLabel(one.label) ?? '') ?? null) }))
  return withColumns(frame, [...frame.columns, ...renamed])
}
