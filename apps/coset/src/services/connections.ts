import type { Connection } from '@coset/engines'
import type { Connections, Context } from '@coset/resources'
import { connectionConfig, findDatabase, secretUri } from '@coset/resources'

/** One pool a database, opened on first use. */
export const createConnections = (ctx: () => Context): Connections & { close(): Promise<void> } => {
  const pools = new Map<number, Promise<Connection>>()
  const open = async (id: number): Promise<Connection> => {
    const row = await findDatabase(ctx(), id)
    const uri = secretUri(ctx(), row)
    const engine = ctx().engines.find(uri.engine)
    const config = connectionConfig(ctx(), uri, row.extra)
    engine.validate(config)
    return engine.connect(config)
  }
  const close = async (pool: Promise<Connection>): Promise<void> => {
    const connection = await pool.catch(() => null)
    await connection?.close()
  }
  return {
    forDatabase: (id) => {
      const known = pools.get(id)
      if (known !== undefined) return known
      const pool = open(id)
      pool.catch(() => pools.delete(id))
      pools.set(id, pool)
      return pool
    },
    forget: async (id) => {
      const pool = pools.get(id)
      pools.delete(id)
      if (pool !== undefined) await close(pool)
    },
    close: async () => {
      const all = [...pools.values()]
      pools.clear()
      await Promise.all(all.map(close))
    },
  }
}
