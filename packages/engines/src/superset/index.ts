import { dialectOnly } from '../network-engine.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'

export const superset = dialectOnly({
  id: 'superset',
  label: 'Superset meta database',
  drivers: [],
  uriPlaceholder: 'superset://',
  defaultPort: null,
  capabilities: { sshTunnel: false, fileUpload: false },
  dialect: sqliteDialect,
  because: 'queries over several databases are not there yet',
})
