import { registerShapes } from '@coset/chart-kit'
import { feature } from 'topojson-client'
import { countryOfShape } from './countries.ts'

/** The name under which models ask for the shapes of all countries. */
export const WORLD = 'coset-world'

const ANTARCTICA = '010'

/** All countries at 1 : 110 million; each shape is named by its alpha-3 code, so that any language's names may be shown. */
async function loadWorld(): Promise<object> {
  const { default: atlas } = await import('world-atlas/countries-110m.json', { with: { type: 'json' } })
  const topology = atlas as unknown as Parameters<typeof feature>[0]
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
        return { ...shape, properties: { name: country?.cca3 ?? name, title: country?.name ?? name } }
      }),
  }
}

registerShapes(WORLD, loadWorld)
