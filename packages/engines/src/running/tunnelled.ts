import type { Connection, ConnectionConfig } from '../port.ts'
import { openTunnel, type Tunnel } from './tunnel.ts'

/**
 * Opens a connection, through the SSH server when there is one: the driver then dials the tunnel's near end, while TLS still expects the
 * database's own name.
 */
export const throughTunnel = async (
  config: ConnectionConfig,
  defaultPort: number | null,
  load: (config: ConnectionConfig) => Promise<Connection>,
): Promise<Connection> => {
  const { sshTunnel, uri } = config
  if (sshTunnel === undefined || sshTunnel === null) return load(config)
  const target = { host: uri.host ?? 'localhost', port: uri.port ?? defaultPort ?? 0 }
  const tunnel: Tunnel = await openTunnel(config, sshTunnel, target)
  try {
    const near = { ...uri, host: '127.0.0.1', port: tunnel.port }
    const connection = await load({ ...config, uri: near, tlsName: target.host, policy: { ...config.policy, allowPrivateAddresses: true }, sshTunnel: null })
    return withClose(connection, () => tunnel.close())
  } catch (error) {
    await tunnel.close()
    throw error
  }
}

const withClose = (connection: Connection, after: () => Promise<void>): Connection => ({
  ...(connection.partitions === undefined ? {} : { partitions: connection.partitions.bind(connection) }),
  stream: (request) => connection.stream(request),
  ping: () => connection.ping(),
  catalogs: () => connection.catalogs(),
  schemas: (catalog) => connection.schemas(catalog),
  defaultSchema: () => connection.defaultSchema(),
  tables: (schema, catalog) => connection.tables(schema, catalog),
  table: (name, schema, catalog) => connection.table(name, schema, catalog),
  estimate: (sql, schema) => connection.estimate(sql, schema),
  describe: (sql, schema) => connection.describe(sql, schema),
  close: async () => {
    await connection.close()
    await after()
  },
})
