import { dialectOnly } from '../network-engine.ts'
import { db2Dialect } from './dialect.ts'

export const db2 = dialectOnly({
  id: 'db2',
  aliases: ['ibm_db_sa'],
  label: 'IBM Db2',
  drivers: ['ibm_db_sa'],
  uriPlaceholder: 'db2+ibm_db://user:password@host:port/dbname',
  defaultPort: 50000,
  capabilities: { dynamicSchema: true },
  dialect: db2Dialect,
  because: 'its own wire is not spoken here yet',
})
