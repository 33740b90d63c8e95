import { createHash } from 'node:crypto'
import { bundleOf } from '@coset/resources'
import { type Answer, type Client, multipart, q } from '@coset/testing'
import { connectWarehouse, type TestServer, type Warehouse } from './test-server.ts'
import { readEntries } from './test-zip.ts'

/** Kinds that Superset's bundles do not know: where their routes are, their folder and their name in `metadata.yaml`. */
export const EXTRA = {
  role: { base: '/api/v1/security/roles', folder: 'roles', type: 'Role' },
  row_level_rule: { base: '/api/v1/rowlevelsecurity', folder: 'row_level_rules', type: 'RowLevelSecurityFilter' },
  report: { base: '/api/v1/report', folder: 'reports', type: 'ReportSchedule' },
  tag: { base: '/api/v1/tag', folder: 'tags', type: 'Tag' },
  annotation_layer: { base: '/api/v1/annotation_layer', folder: 'annotation_layers', type: 'AnnotationLayer' },
  css_template: { base: '/api/v1/css_template', folder: 'css_templates', type: 'CssTemplate' },
} as const
export type Extra = keyof typeof EXTRA
export const EXTRA_NAMES = Object.keys(EXTRA) as Extra[]

export const WEBHOOK = 'https://hooks.example.org/services/T00/B00/planted-webhook-secret'

export interface Scene extends Warehouse {
  readonly ids: Readonly<Record<Extra, number>>
}

const made = async (client: Client, path: string, body: unknown): Promise<number> => {
  const answer = await client.post(path, body)
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`)
  return answer.json<{ id: number }>().id
}

/** Ids of permissions by what they say. */
const permissionIds = async (server: TestServer, wanted: (verb: string, view: string) => boolean): Promise<number[]> => {
  const rows = await server.running.ctx.metadata.db
    .selectFrom('permissions')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select(['permissions.id', 'permission_names.name as verb', 'permission_views.name as view'])
    .execute()
  return rows.filter((row) => wanted(row.verb, row.view)).map((row) => row.id)
}

const addRole = async (server: TestServer): Promise<number> => {
  const id = await made(server.admin, '/api/v1/security/roles/', { name: 'Analysts / "North"' })
  const ids = await permissionIds(
    server,
    (verb, view) => (view === 'Chart' && verb === 'can_read') || ['datasource_access', 'schema_access', 'database_access'].includes(verb),
  )
  const answer = await server.admin.post(`/api/v1/security/roles/${id}/permissions`, { permission_view_menu_ids: ids })
  if (answer.status !== 200 || ids.length < 4) throw new Error(answer.text)
  return id
}

/** One object of each kind, with everything that it may refer to. */
export const makeScene = async (server: TestServer): Promise<Scene> => {
  const { admin } = server
  const warehouse = await connectWarehouse(server)
  const role = await addRole(server)
  const layer = await made(admin, '/api/v1/annotation_layer/', { name: 'Holidays', descr: 'ü\nlong' })
  for (const day of ['01', '02'])
    await made(admin, `/api/v1/annotation_layer/${layer}/annotation/`, {
      short_descr: `Day ${day}`,
      long_descr: null,
      start_dttm: `2026-01-${day}T00:00:00`,
      end_dttm: `2026-01-${day}T12:00:00`,
      json_metadata: '{"a": 1}',
    })
  const rule = await made(admin, '/api/v1/rowlevelsecurity/', {
    name: 'North only',
    description: null,
    filter_type: 'Regular',
    tables: [warehouse.datasetId],
    roles: [role],
    group_key: 'region',
    clause: "region = 'north'",
  })
  const report = await made(admin, '/api/v1/report/', {
    type: 'Alert',
    name: 'Too few sales',
    crontab: '0 9 * * 1',
    timezone: 'Europe/Berlin',
    sql: 'SELECT count(*) FROM sales',
    database: warehouse.databaseId,
    chart: warehouse.chartId,
    validator_type: 'operator',
    validator_config_json: { op: '<', threshold: 10 },
    recipients: [
      { type: 'Email', recipient_config_json: { target: 'a@example.org', ccTarget: 'b@example.org' } },
      { type: 'Webhook', recipient_config_json: { target: WEBHOOK } },
    ],
    description: 'Über alles',
    active: false,
  })
  const tagged = await admin.post('/api/v1/tag/', {
    name: 'Quarterly',
    description: 'by quarter',
    objects_to_tag: [
      ['chart', warehouse.chartId],
      ['dashboard', warehouse.dashboardId],
      ['dataset', warehouse.datasetId],
    ],
  })
  if (tagged.status !== 201) throw new Error(tagged.text)
  const tag = (await server.running.ctx.metadata.db.selectFrom('tags').select('id').where('name', '=', 'Quarterly').executeTakeFirstOrThrow()).id
  const css = await made(admin, '/api/v1/css_template/', { template_name: 'Wide', css: '.a { color: red }\n.b::after { content: "\\201C" }' })
  return { ...warehouse, ids: { role, row_level_rule: rule, report, tag, annotation_layer: layer, css_template: css } }
}

export const exportOf = (client: Client, kind: Extra, ids: readonly number[]): Promise<Answer> => client.get(`${EXTRA[kind].base}/export/${q([...ids])}`)

export interface Sending {
  readonly overwrite?: boolean
  readonly dryRun?: boolean
  readonly passwords?: Readonly<Record<string, string>>
}

/** Sends a bundle to a kind's import, or to that of everything. */
export const send = (client: Client, kind: Extra | 'assets', bytes: Uint8Array, options: Sending = {}): Promise<Answer> =>
  client.post(
    `${kind === 'assets' ? '/api/v1/assets' : EXTRA[kind].base}/import/`,
    multipart(
      { overwrite: String(options.overwrite ?? false), dry_run: String(options.dryRun ?? false), passwords: JSON.stringify(options.passwords ?? {}) },
      { [kind === 'assets' ? 'bundle' : 'formData']: bytes },
    ),
  )

/** A bundle of one kind, or of everything. */
export const packOf = (kind: Extra | 'assets', files: Readonly<Record<string, unknown>>): Promise<Uint8Array> =>
  bundleOf('bundle', new Map([['metadata.yaml', { version: '1.0.0', type: kind === 'assets' ? 'assets' : EXTRA[kind].type }], ...Object.entries(files)]))

/** Path below the first folder → text. */
export const filesOf = (bytes: Uint8Array): Record<string, string> =>
  Object.fromEntries([...readEntries(bytes)].map(([path, text]) => [path.split('/').slice(1).join('/'), text]))

/** Every table, how many rows it has and what they hold; but for the log of requests. */
export const everyRow = async (server: TestServer): Promise<Record<string, string>> => {
  const { db } = server.running.ctx.metadata
  const states: Record<string, string> = {}
  for (const { name } of await db.introspection.getTables()) {
    if (name === 'logs' || name === 'audit_events') continue
    const rows = await db
      .selectFrom(name as 'tags')
      .selectAll()
      .execute()
    states[name] = `${rows.length} ${createHash('sha256').update(JSON.stringify(rows)).digest('hex')}`
  }
  return states
}

export interface Review {
  readonly objects: readonly {
    readonly kind: string
    readonly name: string
    readonly uuid: string | null
    readonly file: string
    readonly change: string
    readonly differences: readonly { readonly field: string; readonly before: string; readonly after: string }[]
  }[]
  readonly problems: readonly { readonly file: string; readonly message: string }[]
}

export const reviewOf = (answer: Answer): Review => {
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json<{ result: Review }>().result
}
