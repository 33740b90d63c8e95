import { audit, type Kind, LeftOut, ref } from '../move.ts'

export const savedQueries: Kind = {
  kind: 'saved query',
  from: 'saved_query',
  to: 'saved_queries',
  name: (row) => row.text('label') ?? '',
  values: (row, move) => {
    const user_id = ref(move, 'user', row.int('user_id') ?? row.int('created_by_fk'))
    if (user_id === null) return new LeftOut('whoever wrote it did not come')
    return {
      user_id,
      db_id: ref(move, 'database', row.int('db_id')),
      label: row.text('label') ?? '',
      catalog: row.text('catalog'),
      schema: row.text('schema'),
      sql: row.text('sql') ?? '',
      description: row.text('description'),
      template_parameters: row.text('template_parameters'),
      extra_json: row.text('extra_json'),
      last_run: row.moment('last_run'),
      rows: row.int('rows'),
      ...audit(move, row),
    }
  },
  fresh: (row) => ({ uuid: row.uuid('uuid') ?? crypto.randomUUID() }),
  twins: ({ user_id, label, sql }) => [{ user_id: user_id ?? null, label: label ?? null, sql: sql ?? null }],
}

export const tabs: Kind = {
  kind: 'SQL Lab tab',
  from: 'tab_state',
  to: 'tab_states',
  name: (row) => row.text('label') ?? '',
  values: (row, move) => {
    const user_id = ref(move, 'user', row.int('user_id'))
    if (user_id === null) return new LeftOut('whose it was did not come')
    return {
      user_id,
      label: row.text('label') ?? '',
      active: row.flag('active'),
      autorun: row.flag('autorun'),
      hide_left_bar: row.flag('hide_left_bar'),
      database_id: ref(move, 'database', row.int('database_id')),
      catalog: row.text('catalog'),
      schema: row.text('schema'),
      sql: row.text('sql'),
      query_limit: row.int('query_limit'),
      // Runs and their rows stay behind
      latest_query_id: null,
      template_params: row.text('template_params'),
      saved_query_id: ref(move, 'saved query', row.int('saved_query_id')),
      extra_json: row.text('extra_json'),
      ...audit(move, row),
    }
  },
  twins: () => [],
  after: async (move, id, row) => {
    await move.db.deleteFrom('table_schemas').where('tab_state_id', '=', id).execute()
    for (const table of await move.source.linked('table_schema', 'tab_state_id', row.id)) {
      const database_id = ref(move, 'database', table.int('database_id'))
      if (database_id === null) continue
      await move.db
        .insertInto('table_schemas')
        .values({
          tab_state_id: id,
          database_id,
          catalog: table.text('catalog'),
          schema: table.text('schema'),
          table_name: table.text('table') ?? '',
          expanded: table.flag('expanded'),
          description: table.text('description'),
          extra_json: table.text('extra_json'),
          ...audit(move, table),
        })
        .execute()
    }
  },
}
