import { BadRequest } from '@coset/core'
import type { TablePartitions } from '@coset/engines'
import type { TemplateMacros } from '@coset/sql'
import { macro } from './macro.ts'

export interface PartitionSurroundings {
  /** Name of the engine: decides the namespaces. */
  readonly engine: string
  /** Partitions of a table of a schema; null: the chosen one. */
  readonly partitions: (table: string, schema: string | null) => Promise<TablePartitions>
}

const NAMESPACES: Readonly<Record<string, readonly string[]>> = { presto: ['presto'], trino: ['trino', 'presto'], hive: ['hive'], spark: ['spark', 'hive'] }

const partitionsOf = async (surroundings: PartitionSurroundings, table: string): Promise<TablePartitions> => {
  const [name = '', schema, ...more] = table.split('.').toReversed()
  if (name === '' || more.length > 0) throw new BadRequest(`The table ${JSON.stringify(table)} must be written as table or schema.table`)
  const found = await surroundings.partitions(name, schema ?? null)
  if (found.columns.length === 0) throw new BadRequest(`The table ${table} is not partitioned`)
  return found
}

const only = (found: TablePartitions, table: string): readonly unknown[] => {
  if (found.columns.length > 1) throw new BadRequest(`The table ${table} has more than one partition column; latest_sub_partition takes values for the others`)
  return found.rows.map(([value]) => value ?? null)
}

const subPartition =
  (surroundings: PartitionSurroundings): TemplateMacros[string] =>
  async (positional, named) => {
    const table = positional[0] ?? named['table_name']
    if (typeof table !== 'string') throw new BadRequest('latest_sub_partition() needs the name of a table')
    const found = await partitionsOf(surroundings, table)
    const fixed = Object.entries(named).filter(([key]) => key !== 'table_name')
    for (const [column] of fixed) if (!found.columns.includes(column)) throw new BadRequest(`${column} is no partition column of ${table}`)
    const open = found.columns.filter((column) => !fixed.some(([name]) => name === column))
    if (open.length !== 1) throw new BadRequest(`latest_sub_partition() needs a value for each partition column of ${table} but one`)
    const at = (name: string): number => found.columns.indexOf(name)
    const row = found.rows.find((cells) => fixed.every(([name, value]) => String(cells[at(name)]) === String(value)))
    return row?.[at(open[0] ?? '')] ?? null
  }

/** Namespaces of partitioned engines (`presto.latest_partition('schema.table')`); none for others. */
export const partitionMacros = (surroundings: PartitionSurroundings): TemplateMacros => {
  const first = macro('latest_partition', ['table_name'], async (args) => {
    const table = args.text('table_name')
    return only(await partitionsOf(surroundings, table), table)[0] ?? null
  })
  const members: TemplateMacros = {
    latest_partition: first,
    first_latest_partition: first,
    latest_partitions: macro('latest_partitions', ['table_name'], async (args) => {
      const table = args.text('table_name')
      return only(await partitionsOf(surroundings, table), table).slice(0, 1)
    }),
    latest_sub_partition: subPartition(surroundings),
  }
  return Object.fromEntries((NAMESPACES[surroundings.engine] ?? []).map((name) => [name, members]))
}
