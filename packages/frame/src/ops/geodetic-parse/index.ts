import { BadRequest } from '@coset/core'
import { withColumns } from '../../frame.ts'
import { floatSeries } from '../../values.ts'
import type { Operation, Options } from '../operation.ts'
import { column, onlyOptions, text } from '../options.ts'

interface Point {
  readonly latitude: number
  readonly longitude: number
  /** Kilometres. */
  readonly altitude: number
}

const KILOMETRES: Readonly<Record<string, number>> = { km: 1, m: 0.001, mi: 1.609344, ft: 0.0003048, nm: 1.852, nmi: 1.852 }

const NUMBER = String.raw`\d+(?:\.\d+)?`
const ANGLE = String.raw`(?<sign>[-+])?\s*(?<before>[NSEWnsew])?\s*(?<degrees>${NUMBER})\s*°?(?:\s+(?<minutes>${NUMBER})\s*['′m](?:\s*(?<seconds>${NUMBER})\s*(?:["″s]|''))?)?\s*(?<after>[NSEWnsew])?(?=$|[\s,;/])`
const HEIGHT = new RegExp(String.raw`^(?<value>[-+]?${NUMBER})\s*(?<unit>km|m|mi|ft|nmi|nm)?$`, 'i')

const readAngle = (source: string, letters: string): { readonly value: number; readonly rest: string } | null => {
  const found = new RegExp(`^${ANGLE}`).exec(source)
  if (found?.groups === undefined) return null
  const { sign, before, degrees, minutes, seconds, after } = found.groups
  const side = (before ?? after ?? letters[0] ?? '').toUpperCase()
  if (!letters.includes(side)) return null
  const size = Number(degrees) + Number(minutes ?? 0) / 60 + Number(seconds ?? 0) / 3600
  const negative = (sign === '-') !== (side === 'S' || side === 'W')
  return { value: negative ? -size : size, rest: source.slice(found[0].length).replace(/^\s*[,;/]?\s*/, '') }
}

/** `lat, lon[, altitude]` as decimal degrees or degrees, minutes and seconds; null when it is none. Altitude without a unit is in kilometres. */
export const parsePoint = (source: string): Point | null => {
  const latitude = readAngle(source.trim(), 'NS')
  const longitude = latitude === null ? null : readAngle(latitude.rest, 'EW')
  if (latitude === null || longitude === null || Math.abs(latitude.value) > 90) return null
  const wrapped = ((((longitude.value + 180) % 360) + 360) % 360) - 180
  const point = { latitude: latitude.value, longitude: Math.abs(longitude.value) <= 180 ? longitude.value : wrapped }
  if (longitude.rest === '') return { ...point, altitude: 0 }
  const height = HEIGHT.exec(longitude.rest)?.groups
  if (height === undefined) return null
  return { ...point, altitude: Number(height['value']) * (KILOMETRES[(height['unit'] ?? 'km').toLowerCase()] ?? 1) }
}

const altitudeName = (options: Options): string => (typeof options['altitude'] === 'string' ? options['altitude'] : 'altitude')

/** Adds latitude, longitude and altitude (km) of texts that name a point. Throws BadRequest for a text that names none. */
export const geodeticParse: Operation = (frame, options) => {
  onlyOptions(options, ['geodetic', 'longitude', 'latitude', 'altitude'])
  const points = column(frame, text(options, 'geodetic')).cells.map((cell) => {
    const point = typeof cell === 'string' ? parsePoint(cell) : null
    if (point === null) throw new BadRequest('Invalid geodetic string')
    return point
  })
  const series = (label: string, of: (point: Point) => number) => floatSeries(label, points.map(of))
  return withColumns(frame, [
    ...frame.columns,
    series(text(options, 'latitude'), (point) => point.latitude),
    series(text(options, 'longitude'), (point) => point.longitude),
    series(altitudeName(options), (point) => point.altitude),
  ])
}
