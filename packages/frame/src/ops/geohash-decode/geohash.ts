/** The 32 letters of geohashes: digits and letters without a, i, l, o. */
const LETTERS = '0123456789bcdefghjkmnpqrstuvwxyz'

export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/** Centre of a geohash's cell; null when the text is no geohash. Source: the public geohash definition (Niemeyer, 2008). */
export const decodeGeohash = (text: string): Place | null => {
  if (text === '') return null
  const bounds = { latitude: [-90, 90] as [number, number], longitude: [-180, 180] as [number, number] }
  let even = true
  for (const letter of text) {
    const value = LETTERS.indexOf(letter)
    if (value < 0) return null
    for (let bit = 16; bit > 0; bit >>= 1) {
      const range = even ? bounds.longitude : bounds.latitude
      const middle = (range[0] + range[1]) / 2
      range[(value & bit) === 0 ? 1 : 0] = middle
      even = !even
    }
  }
  const centre = (range: readonly [number, number]): number => (range[0] + range[1]) / 2
  return { latitude: centre(bounds.latitude), longitude: centre(bounds.longitude) }
}

/** The geohash of `length` letters whose cell holds the place; null outside of the world. */
export const encodeGeohash = ({ latitude, longitude }: Place, length: number): string | null => {
  if (!(latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180)) return null
  const ranges = { latitude: [-90, 90] as [number, number], longitude: [-180, 180] as [number, number] }
  let even = true
  let text = ''
  while (text.length < length) {
    let value = 0
    for (let bit = 16; bit > 0; bit >>= 1) {
      const range = even ? ranges.longitude : ranges.latitude
      const middle = (range[0] + range[1]) / 2
      const upper = (even ? longitude : latitude) >= middle
      if (upper) value |= bit
      range[upper ? 0 : 1] = middle
      even = !even
    }
    text += LETTERS[value] ?? ''
  }
  return text
}
