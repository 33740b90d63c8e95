import { Cancelled } from '@coset/core'
import type { Connection } from '../port.ts'

/** A connection whose driver is imported at its first use. `partitioned`: the driver's connection tells partitions. */
export const lazyConnection = (load: () => Promise<Connection>, partitioned = false): Connection => {
  let loading: Promise<Connection> | undefined
  let closed = false
  const get = (): Promise<Connection> => {
    if (closed) return Promise.reject(new Cancelled('The connection was closed'))
    if (loading !== undefined) return loading
    const opening = load()
    loading = opening
    // The next use tries again.
    opening.catch(() => {
      if (loading === opening) loading = undefined
    })
    return opening
  }
  return {
    stream: async (request) => (await get()).stream(request),
    ping: async () => (await get()).ping(),
    catalogs: async () => (await get()).catalogs(),
    schemas: async (catalog) => (await get()).schemas(catalog),
    defaultSchema: async () => (await get()).defaultSchema(),
    tables: async (schema, catalog) => (await get()).tables(schema, catalog),
    table: async (name, schema, catalog) => (await get()).table(name, schema, catalog),
    ...(partitioned
      ? {
          partitions: async (name: string, schema: string | null, catalog: string | null) =>
            (await (await get()).partitions?.(name, schema, catalog)) ?? { columns: [], rows: [] },
        }
      : {}),
    estimate: async (sql, schema) => (await get()).estimate(sql, schema),
    describe: async (sql, schema) => (await get()).describe(sql, schema),
    close: async () => {
      closed = true
      // What never opened needs no closing.
      const connection = await loading?.catch(() => null)
      await connection?.close()
    },
  }
}
