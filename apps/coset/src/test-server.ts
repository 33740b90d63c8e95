import { randomBytes, scryptSync } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { bearerClient, type Client, q, temporaryFolder, visitorClient } from '@coset/testing'
import { type ConfigInput, configSchema } from './config/settings.ts'
import { createProcess, type Process } from './context.ts'
import { type Serving, serve } from './roles/serve.ts'

export const ADMIN_PASSWORD = 'correct horse battery'

/** A real server of a test's own, on a free port, with an empty data folder. */
export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly folder: string
  readonly running: Process
  readonly serving: Serving
  readonly admin: Client
  readonly nobody: Client
  /** Adds a person with these roles (Gamma by default) and signs them in; the password is the name and ` password`. */
  person(username: string, roles?: readonly string[]): Promise<Client>
  /** Id of a role by name. */
  roleId(name: string): Promise<number>
  /** Gives a role, made when it is not there, every permission on these views (or with these names) and no other. Its id. */
  grant(role: string, names: readonly string[], by?: 'view_menu.name' | 'permission.name'): Promise<number>
  close(): Promise<void>
}

export const passwordOf = (username: string): string => `${username} password`

const roleIdOf = async (running: Process, name: string): Promise<number> =>
  (await running.ctx.metadata.db.selectFrom('roles').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id

/** A hash that costs nothing: tests sign many people in. What a password's hash costs is the matter of `passwords.test.ts`. */
const hashCheaply = (password: string): Promise<string> => {
  const salt = randomBytes(12).toString('base64url')
  return Promise.resolve(`scrypt:128:8:1$${salt}$${scryptSync(password, salt, 64, { N: 128, r: 8, p: 1 }).toString('hex')}`)
}

/** Starts a server with the production code's own parts, but cheap passwords. Configuration as in `coset.config.ts`. */
export const startServer = async (options: { readonly config?: ConfigInput; readonly production?: boolean } = {}): Promise<TestServer> => {
  const folder = temporaryFolder()
  const config = configSchema.parse({
    port: 0,
    dataDir: folder.path,
    adminPassword: ADMIN_PASSWORD,
    loadExamples: false,
    logLevel: 'silent',
    ...options.config,
  })
  const running = await createProcess(config, options.production ?? false)
  running.ctx.credentials.hashPassword = hashCheaply
  const serving = await serve(running)
  const roleId = (name: string): Promise<number> => roleIdOf(running, name)
  const admin = await bearerClient(serving.url, config.adminUsername, config.adminPassword)
  const person = async (username: string, roles: readonly string[] = ['Gamma']): Promise<Client> => {
    const ids = await Promise.all(roles.map(roleId))
    const names = { username, email: `${username}@example.org`, first_name: username, last_name: 'Tester' }
    const made = await admin.post('/api/v1/security/users/', { ...names, password: passwordOf(username), active: true, roles: ids })
    if (made.status !== 201) throw new Error(`${username}: ${made.status} ${made.text}`)
    return bearerClient(serving.url, username, passwordOf(username))
  }
  const grant: TestServer['grant'] = async (role, names, by = 'view_menu.name') => {
    const known = await running.ctx.metadata.db.selectFrom('roles').select('id').where('name', '=', role).executeTakeFirst()
    const id = known?.id ?? (await admin.post('/api/v1/security/roles/', { name: role })).json<{ id: number }>().id
    const ids: number[] = []
    for (const value of names) {
      const query = q({ filters: [{ col: by, opr: 'eq', value }], page_size: 100 })
      ids.push(...(await admin.get(`/api/v1/security/permissions-resources/${query}`)).json<{ ids: number[] }>().ids)
    }
    const given = await admin.post(`/api/v1/security/roles/${id}/permissions`, { permission_view_menu_ids: ids })
    if (given.status !== 200) throw new Error(`${role}: ${given.status} ${given.text}`)
    return id
  }
  const close = async (): Promise<void> => {
    await serving.app.close()
    await running.close()
    folder[Symbol.dispose]()
  }
  return {
    url: serving.url,
    folder: folder.path,
    running,
    serving,
    admin,
    nobody: await visitorClient(serving.url),
    person,
    roleId,
    grant,
    close,
    [Symbol.asyncDispose]: close,
  }
}

export interface Warehouse {
  readonly databaseId: number
  readonly datasetId: number
  readonly chartId: number
  readonly dashboardId: number
}

/** A SQLite file in the data folder with `sales`: six rows, regions north 60, south 150, empty 0. */
export const writeWarehouse = (folder: string, name = 'warehouse.sqlite'): string => {
  const path = join(folder, name)
  const database = new DatabaseSync(path)
  database.exec(`
    CREATE TABLE sales (id INTEGER PRIMARY KEY, region TEXT, amount INTEGER, sold_at TIMESTAMP);
    INSERT INTO sales (region, amount, sold_at) VALUES
      ('north', 10, '2024-01-01 00:00:00'), ('north', 20, '2024-01-15 12:30:00'), ('north', 30, '2024-02-01 00:00:00'),
      ('south', 50, '2024-02-10 00:00:00'), ('south', 100, '2024-03-01 00:00:00'), (NULL, 0, '2024-03-02 00:00:00');
    CREATE TABLE secrets (id INTEGER PRIMARY KEY, word TEXT);
    INSERT INTO secrets (word) VALUES ('swordfish');
  `)
  database.close()
  return path
}

const made = async (client: Client, path: string, body: unknown): Promise<number> => {
  const answer = await client.post(path, body)
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`)
  return answer.json<{ id: number }>().id
}

export const layoutOf = (...chartIds: readonly number[]): Record<string, unknown> => ({
  DASHBOARD_VERSION_KEY: 'v2',
  ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
  GRID_ID: { id: 'GRID_ID', type: 'GRID', children: ['ROW-1'], parents: ['ROOT_ID'] },
  'ROW-1': {
    id: 'ROW-1',
    type: 'ROW',
    children: chartIds.map((id) => `CHART-${id}`),
    parents: ['ROOT_ID', 'GRID_ID'],
    meta: { background: 'BACKGROUND_TRANSPARENT' },
  },
  ...Object.fromEntries(
    chartIds.map((id) => [
      `CHART-${id}`,
      { id: `CHART-${id}`, type: 'CHART', children: [], parents: ['ROOT_ID', 'GRID_ID', 'ROW-1'], meta: { chartId: id, width: 4, height: 50 } },
    ]),
  ),
})

/** The warehouse connected, with a dataset, a chart and a published dashboard, all made over the API. */
export const connectWarehouse = async (server: TestServer, client: Client = server.admin): Promise<Warehouse> => {
  const path = writeWarehouse(server.folder)
  const databaseId = await made(server.admin, '/api/v1/database/', { database_name: 'Warehouse', sqlalchemy_uri: `sqlite:///${path}` })
  const datasetId = await made(client, '/api/v1/dataset/', { database: databaseId, schema: 'main', table_name: 'sales' })
  const params = { viz_type: 'table', query_mode: 'aggregate', groupby: ['region'], metrics: ['count'], row_limit: 100 }
  const chartId = await made(client, '/api/v1/chart/', {
    slice_name: 'Sales by region',
    viz_type: 'table',
    datasource_id: datasetId,
    datasource_type: 'table',
    params: JSON.stringify(params),
  })
  const dashboardId = await made(client, '/api/v1/dashboard/', {
    dashboard_title: 'Sales',
    slug: 'sales',
    published: true,
    position_json: JSON.stringify(layoutOf(chartId)),
    json_metadata: JSON.stringify({ color_scheme: 'supersetColors' }),
  })
  return { databaseId, datasetId, chartId, dashboardId }
}
