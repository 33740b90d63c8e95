import { BadRequest } from '@coset/core'
import { CORE_SCHEMA, dump, load, YAMLException } from 'js-yaml'

const MOST_NODES = 2_000_000
const MAX_DEPTH = 100

/** Aliases share nodes; written out they may explode, or have no end. */
const measure = (value: unknown, path: string): void => {
  let nodes = 0
  const walk = (node: unknown, depth: number): void => {
    if (++nodes > MOST_NODES || depth > MAX_DEPTH) throw new BadRequest(`${path} is too large or too deep once its aliases are followed`)
    if (typeof node === 'string' && node.includes('\0')) throw new BadRequest(`${path} holds a NUL character`)
    if (Array.isArray(node)) for (const item of node) walk(item, depth + 1)
    else if (typeof node === 'object' && node !== null) for (const item of Object.values(node)) walk(item, depth + 1)
  }
  walk(value, 0)
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
