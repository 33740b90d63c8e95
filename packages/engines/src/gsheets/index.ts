import { dialectOnly } from '../network-engine.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'

export const gsheets = dialectOnly({
  id: 'gsheets',
  label: 'Google Sheets',
  drivers: ['apsw'],
  uriPlaceholder: 'gsheets://',
  defaultPort: null,
  capabilities: { sshTunnel: false, oauth2: true },
  dialect: sqliteDialect,
  because: 'sheets would first have to be read into a database',
})
