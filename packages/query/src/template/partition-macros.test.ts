import { BadRequest } from '@coset/core'
import { renderTemplate } from '@coset/sql'
import { describe, expect, it } from 'vitest'
import { partitionMacros } from './partition-macros.ts'

const TABLES: Readonly<Record<string, { columns: readonly string[]; rows: readonly (readonly string[])[] }>> = {
  'null.events': { columns: ['ds'], rows: [['2024-03-02'], ['2024-03-01']] },
  's.hours': {
    columns: ['ds', 'hour'],
    rows: [
      ['2024-03-02', '07'],
      ['2024-03-02', '06'],
      ['2024-03-01', '23'],
    ],
  },
  'null.plain': { columns: [], rows: [] },
  'null.empty': { columns: ['ds'], rows: [] },
}

const render = (engine: string, text: string): Promise<string> => {
  const macros = partitionMacros({
    engine,
    partitions: async (table, schema) => {
      const found = TABLES[`${schema}.${table}`]
      if (found === undefined) throw new BadRequest(`no table ${table}`)
      return found
    },
  })
  return renderTemplate(text, { variables: {}, macros, filters: {} })
}

describe('partitions', () => {
  it.each([
    ['presto', "{{ presto.latest_partition('events') }}", '2024-03-02'],
    ['presto', "{{ presto.first_latest_partition(table_name='events') }}", '2024-03-02'],
    ['trino', "{{ trino.latest_partitions('events') }} {{ presto.latest_partition('events') }}", "['2024-03-02'] 2024-03-02"],
    ['hive', "{{ hive.latest_sub_partition('s.hours', ds='2024-03-01') }}", '23'],
    ['spark', "{{ spark.latest_sub_partition('s.hours', ds='2024-03-02') }}{{ hive.latest_sub_partition('s.hours', hour='06') }}", '072024-03-02'],
    ['hive', "{{ hive.latest_sub_partition('s.hours', ds='1999-01-01') }} {{ hive.latest_partition('empty') }}", 'None None'],
  ])('%s: %s', async (engine, text, out) => expect(await render(engine, text)).toBe(out))

  it.each([
    ['presto', "{{ presto.latest_partition('plain') }}", 'is not partitioned'],
    ['presto', "{{ presto.latest_partition('s.hours') }}", 'more than one partition column'],
    ['presto', "{{ presto.latest_partition('a.b.c') }}", 'schema.table'],
    ['presto', '{{ presto.latest_partition() }}', 'needs the argument'],
    ['presto', "{{ presto.latest_partition('nothing') }}", 'no table nothing'],
    ['presto', "{{ presto.latest_sub_partition('s.hours') }}", 'but one'],
    ['presto', "{{ presto.latest_sub_partition('s.hours', day='x') }}", 'is no partition column'],
    ['postgresql', "{{ presto.latest_partition('events') }}", "'presto' is undefined"],
    ['presto', "{{ trino.latest_partition('events') }}", "'trino' is undefined"],
    ['presto', '{{ presto.constructor }}', 'may not reach'],
  ])('%s refuses %s', async (engine, text, message) => expect(render(engine, text)).rejects.toThrow(message))
})
