import { BadRequest } from '@coset/core'
import { numberSeries, numbers } from '../../values.ts'
import { mapColumns } from '../map-columns.ts'
import type { Operation } from '../operation.ts'
import { mapping, onlyOptions } from '../options.ts'

const STEPS: Readonly<Record<string, (total: number, value: number) => number>> = {
  sum: (total, value) => total + value,
  prod: (total, value) => total * value,
  min: Math.min,
  max: Math.max,
}

/** Running sum, product, minimum or maximum down the rows; missing values count as 0. */
export const cum: Operation = (frame, options) => {
  onlyOptions(options, ['operator', 'columns'])
  const name = String(options['operator'])
  const step = Object.hasOwn(STEPS, name) ? STEPS[name] : undefined
  if (step === undefined) throw new BadRequest(`Invalid cumulative operator: ${name}`)
  return mapColumns(frame, mapping(options, 'columns'), (source) => {
    let total: number | undefined
    const out = numbers(source).map((value) => {
      const present = Number.isNaN(value) ? 0 : value
      total = total === undefined ? present : step(total, present)
      return total
    })
    return numberSeries(source, out)
  })
}
