import { dialectOnly } from '../network-engine.ts'
import { postgresqlDialect } from '../postgresql/dialect.ts'

export const netezza = dialectOnly({
  id: 'netezza',
  label: 'IBM Netezza',
  drivers: ['nzpy'],
  uriPlaceholder: 'netezza+nzpy://user:password@host:port/dbname',
  defaultPort: 5480,
  capabilities: {},
  dialect: postgresqlDialect,
  because: 'its own wire is not spoken here yet',
})
