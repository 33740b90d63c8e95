import { InternalError } from '@coset/core'

type Loader = () => Promise<object>
const loaders = new Map<string, Loader>()

/** Makes map shapes (GeoJSON) known under a name that models use in `map`; they are loaded when first drawn. */
export function registerShapes(name: string, load: Loader): void {
  loaders.set(name, load)
}

/** The GeoJSON of a registered name; throws when nobody registered it. */
export async function loadShapes(name: string): Promise<object> {
  const load = loaders.get(name)
  if (!load) throw new InternalError(`No map shapes are registered as "${name}".`)
  return load()
}
