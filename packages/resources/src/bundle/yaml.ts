import { BadRequest } from '@coset/core'
import { CORE_SCHEMA, dump, load, YAMLException } from 'js-yaml'

const MOST_NODES = 2_000_000
const MAX_DEPTH = 100

/** Aliases share nodes; written out they may explode. */
const measure = (value: unknown, path: string): void => {
  let nodes = 0
  const walk = (node: unknown): void => {
    if (++nodes > MOST_NODES) throw new BadRequest(`${path} is too large once its aliases are followed`)
    if (Array.isArray(node)) for (const item of node) walk(item)
    else if (typeof node === 'object' && node !== null) for (const item of Object.values(node)) walk(item)
  }
  walk(value)
}

/** A YAML document of plain values: no tags, bounded depth and aliases. Throws BadRequest naming the file. */
export const readYaml = (text: string, path: string): unknown => {
  try {
    const value = load(text, { schema: CORE_SCHEMA, maxDepth: MAX_DEPTH, maxAliases: 1000, filename: path })
    measure(value, path)
    return value
  } catch (error) {
    if (error instanceof YAMLException)
      throw new BadRequest(`${path} is not valid YAML: ${error.message}`, { fields: { [path]: ['Not a valid YAML file'] }, cause: error })
    throw error
  }
}

/** Block style, insertion order, lists not indented, as other writers of these bundles do. */
export const writeYaml = (value: unknown): string => dump(value, { noRefs: true, seqNoIndent: true, lineWidth: 80, sortKeys: false })
