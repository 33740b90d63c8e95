import { dialectOnly } from '../network-engine.ts'
import { exaDialect } from './dialect.ts'

export const exa = dialectOnly({
  id: 'exa',
  aliases: ['exasol'],
  label: 'Exasol',
  drivers: ['websocket', 'pyodbc', 'turbodbc'],
  uriPlaceholder: 'exa+websocket://user:password@host:port/schema',
  defaultPort: 8563,
  capabilities: {},
  dialect: exaDialect,
  because: 'its WebSocket interface is not written yet',
})
