import { BadRequest } from '@coset/core'
import { withColumns } from '../../frame.ts'
import { floatSeries } from '../../values.ts'
import type { Operation } from '../operation.ts'
import { column, onlyOptions, text } from '../options.ts'
import { decodeGeohash } from './geohash.ts'

/** Adds latitude and longitude of the centres of geohash cells. Throws BadRequest for a text that is no geohash. */
export const geohashDecode: Operation = (frame, options) => {
  onlyOptions(options, ['geohash', 'longitude', 'latitude'])
  const source = column(frame, text(options, 'geohash'))
  const places = source.cells.map((cell) => {
    const place = typeof cell === 'string' ? decodeGeohash(cell) : null
    if (place === null) throw new BadRequest('Invalid geohash string')
    return place
  })
  return withColumns(frame, [
    ...frame.columns,
    floatSeries(
      text(options, 'latitude'),
      places.map((place) => place.latitude),
    ),
    floatSeries(
      text(options, 'longitude'),
      places.map((place) => place.longitude),
    ),
  ])
}
