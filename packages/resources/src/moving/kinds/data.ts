import { AppError } from '@coset/core'
import { parseDatabaseUri } from '@coset/engines'
import { keepTunnel } from '../../database/index.ts'
import { addDatabasePermissions, addDatasetPermissions } from '../../security/permissions.ts'
import { audit, type Kind, LeftOut, type Move, note, ref, uuidOf } from '../move.ts'
import type { SourceRow } from '../source.ts'
import { setOwnersFrom } from './links.ts'

const knowsEngine = ({ ctx }: Move, address: string): boolean => {
  try {
    return ctx.engines.find(parseDatabaseUri(address).engine).connectable
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

const databaseName = (row: SourceRow): string => row.text('database_name') ?? ''

/** The SSH server on the way to a database; there even its user name is sealed. */
const tunnelOf = async (move: Move, id: number, database: SourceRow): Promise<void> => {
  const [row] = await move.source.linked('ssh_tunnels', 'database_id', database.id)
  if (row === undefined) {
    await keepTunnel(move.ctx, move.db, id, null, null)
    return
  }
  const open = (column: string): string | null => {
    const plain = move.open(row.text(column))
    return plain === '' ? null : plain
  }
  const [host, port, username] = [row.text('server_address'), row.int('server_port'), open('username')]
  if (host === null || host === '' || port === null || username === null) {
    note(move, 'database', databaseName(database), 'note', 'its SSH tunnel did not come: it has no address, port or user')
    return
  }
  const secrets = { password: open('password'), privateKey: open('private_key'), privateKeyPassword: open('private_key_password') }
  await keepTunnel(move.ctx, move.db, id, { host, port, username, ...secrets }, ref(move, 'user', row.int('changed_by_fk')))
  if (move.ctx.settings.featureFlags['SSH_TUNNELING'] !== true)
    note(move, 'database', databaseName(database), 'note', 'is reached through an SSH server, but `SSH_TUNNELING` is switched off here')
}

export const databases: Kind = {
  kind: 'database',
  from: 'dbs',
  to: 'databases',
  name: databaseName,
  values: (row, move) => {
    const address = row.text('sqlalchemy_uri')
    if (address === null) return new LeftOut('it has no address')
    if (!knowsEngine(move, address)) note(move, 'database', databaseName(row), 'note', 'came, but nothing here can connect to its engine')
    return {
      database_name: databaseName(row),
      verbose_name: row.text('verbose_name'),
      sqlalchemy_uri: address,
      cache_timeout: row.int('cache_timeout'),
      extra: row.text('extra') ?? '{}',
      expose_in_sqllab: row.flag('expose_in_sqllab'),
      allow_run_async: row.flag('allow_run_async'),
      allow_ctas: row.flag('allow_ctas'),
      allow_cvas: row.flag('allow_cvas'),
      allow_dml: row.flag('allow_dml'),
      allow_file_upload: row.flag('allow_file_upload'),
      impersonate_user: row.flag('impersonate_user'),
      force_ctas_schema: row.text('force_ctas_schema'),
      configuration_method: row.text('configuration_method') ?? 'sqlalchemy_form',
      is_managed_externally: row.flag('is_managed_externally'),
      external_url: row.text('external_url'),
      server_cert: move.open(row.text('server_cert')),
      ...audit(move, row),
    }
  },
  fresh: (row) => ({ uuid: row.uuid('uuid') ?? crypto.randomUUID() }),
  twins: (values) => [{ database_name: values['database_name'] ?? null }],
  after: async (move, id, row, fate) => {
    const seal = (sealed: string | null): string | null => {
      const plain = move.open(sealed)
      return plain === null || plain === '' ? null : move.ctx.secrets.seal(plain)
    }
    // Sealed anew each time: no part of what tells whether a row changed
    await move.db
      .updateTable('databases')
      .set({ password: seal(row.text('password')), encrypted_extra: seal(row.text('encrypted_extra')) })
      .where('id', '=', id)
      .execute()
    await tunnelOf(move, id, row)
    if (fate === 'new') await addDatabasePermissions(move.db, move.ctx.metadata.kind, { id, name: databaseName(row) })
  },
}

const tableName = (row: SourceRow): string => row.text('table_name') ?? ''

const columnsOf = async (move: Move, id: number, sourceId: number): Promise<void> => {
  const rows = await move.source.linked('table_columns', 'table_id', sourceId)
  await move.db.deleteFrom('dataset_columns').where('dataset_id', '=', id).execute()
  for (const row of rows)
    await move.db
      .insertInto('dataset_columns')
      .values({
        uuid: row.uuid('uuid') ?? crypto.randomUUID(),
        dataset_id: id,
        column_name: row.text('column_name') ?? '',
        verbose_name: row.text('verbose_name'),
        type: row.text('type'),
        advanced_data_type: row.text('advanced_data_type'),
        expression: row.text('expression'),
        description: row.text('description'),
        is_dttm: row.flag('is_dttm'),
        is_active: row.flag('is_active'),
        groupby: row.flag('groupby'),
        filterable: row.flag('filterable'),
        python_date_format: row.text('python_date_format'),
        datetime_format: row.text('datetime_format'),
        extra: row.text('extra'),
        ...audit(move, row),
      })
      .execute()
}

const metricsOf = async (move: Move, id: number, sourceId: number): Promise<void> => {
  const rows = await move.source.linked('sql_metrics', 'table_id', sourceId)
  await move.db.deleteFrom('dataset_metrics').where('dataset_id', '=', id).execute()
  for (const row of rows)
    await move.db
      .insertInto('dataset_metrics')
      .values({
        uuid: row.uuid('uuid') ?? crypto.randomUUID(),
        dataset_id: id,
        metric_name: row.text('metric_name') ?? '',
        verbose_name: row.text('verbose_name'),
        metric_type: row.text('metric_type'),
        expression: row.text('expression') ?? '',
        description: row.text('description'),
        d3format: row.text('d3format'),
        currency: row.text('currency'),
        warning_text: row.text('warning_text'),
        extra: row.text('extra'),
        ...audit(move, row),
      })
      .execute()
}

export const datasets: Kind = {
  kind: 'dataset',
  from: 'tables',
  to: 'datasets',
  name: tableName,
  values: (row, move) => {
    const database_id = ref(move, 'database', row.int('database_id'))
    if (database_id === null) return new LeftOut('its database did not come')
    return {
      uuid: uuidOf(move, 'dataset', row),
      database_id,
      table_name: tableName(row),
      catalog: row.text('catalog'),
      schema: row.text('schema'),
      sql: row.text('sql'),
      main_dttm_col: row.text('main_dttm_col'),
      currency_code_column: row.text('currency_code_column'),
      default_endpoint: row.text('default_endpoint'),
      offset: row.int('offset') ?? 0,
      description: row.text('description'),
      cache_timeout: row.int('cache_timeout'),
      params: row.text('params'),
      template_params: row.text('template_params'),
      extra: row.text('extra'),
      folders: row.text('folders'),
      fetch_values_predicate: row.text('fetch_values_predicate'),
      filter_select_enabled: row.flag('filter_select_enabled'),
      is_sqllab_view: row.flag('is_sqllab_view'),
      normalize_columns: row.flag('normalize_columns'),
      always_filter_main_dttm: row.flag('always_filter_main_dttm'),
      is_managed_externally: row.flag('is_managed_externally'),
      external_url: row.text('external_url'),
      ...audit(move, row),
    }
  },
  twins: ({ uuid, database_id, schema, table_name }) => [
    { uuid: uuid ?? null },
    { database_id: database_id ?? null, schema: schema ?? null, table_name: table_name ?? null },
  ],
  after: async (move, id, row, fate) => {
    await columnsOf(move, id, row.id)
    await metricsOf(move, id, row.id)
    await setOwnersFrom(move, 'dataset', id, 'sqlatable_user', 'table_id', row.id)
    if (fate === 'changed') return
    const { database_name } = await move.db
      .selectFrom('databases')
      .innerJoin('datasets', 'datasets.database_id', 'databases.id')
      .select('database_name')
      .where('datasets.id', '=', id)
      .executeTakeFirstOrThrow()
    const facts = { id, tableName: tableName(row), schema: row.text('schema'), catalog: row.text('catalog') }
    await addDatasetPermissions(move.db, move.ctx.metadata.kind, database_name, facts)
  },
}

export const rowRules: Kind = {
  kind: 'row-level rule',
  from: 'row_level_security_filters',
  to: 'rls_rules',
  name: (row) => row.text('name') ?? '',
  values: (row, move) => ({
    name: row.text('name') ?? `rule ${row.id}`,
    description: row.text('description'),
    filter_type: row.text('filter_type') ?? 'Regular',
    group_key: row.text('group_key'),
    clause: row.text('clause') ?? '',
    ...audit(move, row),
  }),
  twins: (values) => [{ name: values['name'] ?? null }],
  after: async (move, id, row) => {
    const of = async (table: string, column: string, kind: string): Promise<readonly number[]> =>
      (await move.source.linked(table, 'rls_filter_id', row.id)).flatMap((link) => ref(move, kind, link.int(column)) ?? [])
    await move.db.deleteFrom('rls_rule_roles').where('rule_id', '=', id).execute()
    await move.db.deleteFrom('rls_rule_datasets').where('rule_id', '=', id).execute()
    for (const role_id of await of('rls_filter_roles', 'role_id', 'role')) await move.db.insertInto('rls_rule_roles').values({ rule_id: id, role_id }).execute()
    for (const dataset_id of await of('rls_filter_tables', 'table_id', 'dataset'))
      await move.db.insertInto('rls_rule_datasets').values({ rule_id: id, dataset_id }).execute()
  },
}
