import { networkEngine } from '../network-engine.ts'
import { mssqlDialect } from './dialect.ts'
import { describeMssqlError } from './errors.ts'

const URI = 'mssql+pymssql://user:password@host:port/dbname'

export const mssql = networkEngine({
  id: 'mssql',
  label: 'Microsoft SQL Server',
  drivers: ['pymssql', 'pyodbc'],
  alsoDrivers: ['aioodbc'],
  uriPlaceholder: URI,
  hasParameters: true,
  variants: [{ label: 'Azure Synapse', uriPlaceholder: URI }],
  defaultPort: 1433,
  capabilities: { cancel: true, cteInSubquery: false },
  dialect: mssqlDialect,
  arguments: ['driver', 'Encrypt', 'TrustServerCertificate', 'ApplicationIntent', 'charset', 'sslmode'],
  describeError: describeMssqlError,
  needsPackage: 'tedious',
  load: async (config) => (await import('./driver.ts')).connectMssql(config),
})
