import { BadRequest, nearest } from '@coset/core'
import { duckdb } from './duckdb/index.ts'
import { mysql } from './mysql/index.ts'
import type { Engine } from './port.ts'
import { postgresql } from './postgresql/index.ts'
import { sqlite } from './sqlite/index.ts'

/** Every engine, in the order shown to people. One line a member; drivers are not imported here. */
export const engines: readonly Engine[] = [postgresql, mysql, sqlite, duckdb]

/** The engine of a URI name or alias. Throws BadRequest that names the nearest one. */
export const engineFor = (name: string): Engine => {
  const wanted = name.toLowerCase()
  const found = engines.find((engine) => engine.id === wanted || engine.aliases.includes(wanted))
  if (found !== undefined) return found
  const hint = nearest(
    wanted,
    engines.flatMap((engine) => [engine.id, ...engine.aliases]),
  )
  throw new BadRequest(`There is no database engine "${name.slice(0, 50)}"${hint === undefined ? '' : `; did you mean "${hint}"?`}`, {
    code: 'GENERIC_DB_ENGINE_ERROR',
  })
}
