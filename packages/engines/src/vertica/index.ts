import { dialectOnly } from '../network-engine.ts'
import { postgresqlDialect } from '../postgresql/dialect.ts'

export const vertica = dialectOnly({
  id: 'vertica',
  label: 'Vertica',
  drivers: ['vertica_python'],
  uriPlaceholder: 'vertica+vertica_python://user:password@host:port/dbname',
  defaultPort: 5433,
  capabilities: {},
  dialect: postgresqlDialect,
  because: 'its own wire is not spoken here yet',
})
