import { BadRequest } from '@coset/core'
import { type Frame, type Series, topLabel, withColumns } from '../../frame.ts'
import { isNumeric, numbers } from '../../values.ts'
import { encodeGeohash } from '../geohash-decode/geohash.ts'
import type { Operation } from '../operation.ts'
import { column, onlyOptions, text } from '../options.ts'

const LENGTH = 12

const put = (columns: readonly Series[], series: Series): readonly Series[] =>
  columns.some((one) => topLabel(one.label) === series.label)
    ? columns.map((one) => (topLabel(one.label) === series.label ? series : one))
    : [...columns, series]

const numeric = (frame: Frame, name: string): Series => {
  const series = column(frame, name)
  if (!isNumeric(series)) throw new BadRequest(`Column "${name}" is not numeric`)
  return series
}

/** Adds the twelve-letter geohash of each place, and the coordinates under the names `latitude` and `longitude`. */
export const geohashEncode: Operation = (frame, options) => {
  onlyOptions(options, ['geohash', 'longitude', 'latitude'])
  const [latitude, longitude] = [numeric(frame, text(options, 'latitude')), numeric(frame, text(options, 'longitude'))]
  const [latitudes, longitudes] = [numbers(latitude), numbers(longitude)]
  const cells = Array.from(latitudes, (value, row) => {
    const hash = encodeGeohash({ latitude: value, longitude: longitudes[row] ?? Number.NaN }, LENGTH)
    if (hash === null) throw new BadRequest('Invalid longitude/latitude')
    return hash
  })
  const named = put(put(frame.columns, { ...latitude, label: 'latitude' }), { ...longitude, label: 'longitude' })
  return withColumns(frame, put(named, { label: text(options, 'geohash'), type: 'string', cells }))
}
