import { use } from '../core.ts'
import { FILES } from './files.ts'
import type { PartName } from './names.ts'

const loaded = new Map<PartName, Promise<void>>()

const load = (name: PartName): Promise<void> => {
  const known = loaded.get(name)
  if (known !== undefined) return known
  const loading = FILES[name]().then(({ part }) => use(part))
  loading.catch(() => loaded.delete(name))
  loaded.set(name, loading)
  return loading
}

/** Brings parts; those that came before cost nothing. A chart knows only the parts that were there when it was made. */
export const loadParts = async (names: readonly PartName[]): Promise<void> => {
  await Promise.all(names.map(load))
}
