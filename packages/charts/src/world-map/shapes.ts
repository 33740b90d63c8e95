import { registerShapes } from '@coset/chart-kit'
import type { Geometry } from 'geojson'
import { feature } from 'topojson-client'
import { countryOfShape } from './countries.ts'

/** The name under which models ask for the shapes of all countries. */
export const WORLD = 'coset-world'

const ANTARCTICA = '010'

type Ring = readonly (readonly number[])[]

/** A ring that crosses the date line goes on to the east instead of jumping to the other edge of the map. */
function unwrapped(ring: Ring): number[][] {
  let turn = 0
  let before = ring[0]?.[0] ?? 0
  return ring.map(([longitude = 0, latitude = 0]) => {
    if (longitude - before > 180) turn -= 360
    else if (longitude - before < -180) turn += 360
    before = longitude
    return [longitude + turn, latitude]
  })
}

/** West of the edge means east of the date line. */
function eastward(rings: readonly Ring[]): number[][][] {
  const flat = rings.map(unwrapped)
  const least = Math.min(...flat.flat().map(([longitude = 0]) => longitude))
  return least < -181 ? flat.map((ring) => ring.map(([longitude = 0, latitude = 0]) => [longitude + 360, latitude])) : flat
}

function onOneSide(geometry: Geometry | null): Geometry | null {
  if (geometry?.type === 'Polygon') return { ...geometry, coordinates: eastward(geometry.coordinates) }
  if (geometry?.type === 'MultiPolygon') return { ...geometry, coordinates: geometry.coordinates.map(eastward) }
  return geometry
}

/** All countries at 1 : 110 million; each shape is named by its alpha-3 code, so that any language's names may be shown. */
async function loadWorld(): Promise<object> {
  const { world } = await import('./atlas.ts')
  const topology = world as Parameters<typeof feature>[0]
  const all = topology.objects['countries']
  if (!all) return { type: 'FeatureCollection', features: [] }
  const collection = feature(topology, all)
  const features = collection.type === 'FeatureCollection' ? collection.features : [collection]
  return {
    type: 'FeatureCollection',
    features: features
      .filter((shape) => shape.id !== ANTARCTICA)
      .map((shape) => {
        const name = String(shape.properties?.['name'] ?? '')
        const country = countryOfShape(shape.id === undefined ? undefined : String(shape.id), name)
        return { ...shape, geometry: onOneSide(shape.geometry), properties: { name: country?.cca3 ?? name, title: country?.name ?? name } }
      }),
  }
}

registerShapes(WORLD, loadWorld)
