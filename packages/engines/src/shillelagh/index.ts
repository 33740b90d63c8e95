import { dialectOnly } from '../network-engine.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'

export const shillelagh = dialectOnly({
  id: 'shillelagh',
  label: 'Shillelagh',
  drivers: ['apsw', 'multicorn2', 'sqlglot'],
  uriPlaceholder: 'shillelagh://',
  defaultPort: null,
  capabilities: { sshTunnel: false },
  dialect: sqliteDialect,
  because: 'it is a Python library, not a server',
})
