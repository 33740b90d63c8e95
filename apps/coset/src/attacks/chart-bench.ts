import type { Answer, Client } from '@coset/testing'
import { ENGINES, type EngineName, type SqlBench, startBench } from '../sqllab-bench.ts'

/** Four live databases with `sales` and `secrets`, and a dataset of `sales` in each. */
export interface ChartBench {
  readonly bench: SqlBench
  readonly admin: Client
  readonly datasets: Readonly<Record<EngineName, number>>
  /** A virtual dataset; its id. */
  virtual(engine: EngineName, sql: string, more?: object, client?: Client): Promise<number>
  /** One query over a dataset: regions with their number of rows, in order, unless told otherwise. */
  ask(dataset: number, query?: object, top?: object, client?: Client): Promise<Answer>
  /** Rows of an answer. Throws when it is none. */
  rows(answer: Answer): readonly Record<string, unknown>[]
  /** Binds people of a role to the rows of a dataset that the clause allows; undone by what it gives. */
  rule(dataset: number, clause: string, role?: string): Promise<() => Promise<void>>
  /** A role with these permissions, by verb and view. */
  role(name: string, permissions: readonly (readonly [verb: string, view: string])[]): Promise<void>
  /** `sales` and `secrets` are as they were. */
  untouched(engine: EngineName): Promise<boolean>
  close(): Promise<void>
}

const SCHEMAS: Readonly<Record<EngineName, string | null>> = { postgresql: 'public', mysql: null, sqlite: 'main', duckdb: 'main' }

let names = 0

const made = (answer: Answer): number => {
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json<{ id: number }>().id
}

const bindTo =
  (bench: SqlBench): ChartBench['rule'] =>
  async (dataset, clause, role = 'Alpha') => {
    const { db } = bench.server.running.ctx.metadata
    const now = Date.now()
    const common = { description: null, filter_type: 'Regular', group_key: null, created_on: now, changed_on: now, created_by: null, changed_by: null }
    const name = `rule ${++names}`
    await db
      .insertInto('rls_rules')
      .values({ name, clause, ...common })
      .execute()
    const { id } = await db.selectFrom('rls_rules').select('id').where('name', '=', name).executeTakeFirstOrThrow()
    await db
      .insertInto('rls_rule_roles')
      .values({ rule_id: id, role_id: await bench.server.roleId(role) })
      .execute()
    await db.insertInto('rls_rule_datasets').values({ rule_id: id, dataset_id: dataset }).execute()
    return async () => {
      await db.deleteFrom('rls_rules').where('id', '=', id).execute()
    }
  }

const roleOf =
  (bench: SqlBench): ChartBench['role'] =>
  async (name, permissions) => {
    const { db } = bench.server.running.ctx.metadata
    const roleId = made(await bench.server.admin.post('/api/v1/security/roles/', { name }))
    const idOf = async (table: 'permission_names' | 'permission_views', value: string): Promise<number> => {
      const known = await db.selectFrom(table).select('id').where('name', '=', value).executeTakeFirst()
      if (known !== undefined) return known.id
      await db.insertInto(table).values({ name: value }).execute()
      return idOf(table, value)
    }
    for (const [verb, view] of permissions) {
      const pair = { name_id: await idOf('permission_names', verb), view_id: await idOf('permission_views', view) }
      const find = () => db.selectFrom('permissions').select('id').where('name_id', '=', pair.name_id).where('view_id', '=', pair.view_id).executeTakeFirst()
      if ((await find()) === undefined) await db.insertInto('permissions').values(pair).execute()
      const permission = await find()
      if (permission !== undefined) await db.insertInto('role_permissions').values({ role_id: roleId, permission_id: permission.id }).execute()
    }
    bench.server.running.ctx.actors.forget()
  }

/** Starts everything; configuration as in `coset.config.ts`. */
export const startChartBench = async (config: Parameters<typeof startBench>[0] = {}): Promise<ChartBench> => {
  const bench = await startBench(config)
  const { admin } = bench.server
  const datasets = {} as Record<EngineName, number>
  for (const engine of ENGINES)
    datasets[engine] = made(await admin.post('/api/v1/dataset/', { database: bench.databases[engine], schema: SCHEMAS[engine], table_name: 'sales' }))
  return {
    bench,
    admin,
    datasets,
    virtual: async (engine, sql, more = {}, client = admin) =>
      made(
        await client.post('/api/v1/dataset/', { database: bench.databases[engine], schema: SCHEMAS[engine], table_name: `virtual ${++names}`, sql, ...more }),
      ),
    ask: (dataset, query = {}, top = {}, client = admin) =>
      client.post('/api/v1/chart/data', {
        datasource: { id: dataset, type: 'table' },
        queries: [{ columns: ['region'], metrics: ['count'], orderby: [['region', true]], row_limit: 100, ...query }],
        ...top,
      }),
    rows: (answer) => {
      const [item] = answer.json<{ result?: { data: Record<string, unknown>[] }[] }>().result ?? []
      if (answer.status !== 200 || item === undefined) throw new Error(`${answer.status} ${answer.text}`)
      return item.data
    },
    rule: bindTo(bench),
    role: roleOf(bench),
    untouched: async (engine) => {
      const answer = await bench.run(
        engine,
        'SELECT (SELECT COUNT(*) FROM sales) AS a, (SELECT SUM(amount) FROM sales) AS b, (SELECT COUNT(*) FROM secrets) AS c',
      )
      const [row] = answer.json<{ data: Record<string, unknown>[] }>().data
      return [row?.['a'], row?.['b'], row?.['c']].map(Number).join() === '6,210,1'
    },
    close: async () => {
      await bench[Symbol.asyncDispose]()
    },
  }
}
