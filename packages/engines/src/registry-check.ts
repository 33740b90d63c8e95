import { InternalError } from '@coset/core'
import type { Engine } from './port.ts'

const NAME = /^[a-z][a-z0-9_]*$/

const faultOf = (engine: Engine, taken: ReadonlySet<string>): string | null => {
  const names = [engine.id, ...engine.aliases]
  const bad = names.find((name) => !NAME.test(name))
  if (bad !== undefined) return `"${bad}" is no name for a URI`
  const twice = names.find((name) => taken.has(name))
  if (twice !== undefined) return `the name "${twice}" is taken`
  if (engine.label.trim() === '') return 'it has no label'
  const { dialect } = engine
  const grain = Object.entries(dialect.timeGrains).find(([, expression]) => !expression.includes('{col}'))
  if (grain !== undefined) return `the grain ${grain[0]} does not name {col}`
  if (dialect.maxLabelLength !== null && dialect.maxLabelLength < 8) return 'its labels are too short for a hash'
  return null
}

/** The members as they are. Throws InternalError that names the first which cannot be one: the process does not start with it. */
export const checkedEngines = (members: readonly Engine[]): readonly Engine[] => {
  const taken = new Set<string>()
  for (const engine of members) {
    const fault = faultOf(engine, taken)
    if (fault !== null) throw new InternalError(`The database engine "${engine.id}" cannot be used: ${fault}`)
    for (const name of [engine.id, ...engine.aliases]) taken.add(name)
  }
  return members
}
