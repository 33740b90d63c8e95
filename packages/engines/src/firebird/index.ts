import { dialectOnly } from '../network-engine.ts'
import { firebirdDialect } from './dialect.ts'

export const firebird = dialectOnly({
  id: 'firebird',
  label: 'Firebird',
  drivers: ['fdb'],
  uriPlaceholder: 'firebird+fdb://user:password@host:port//path/to/db.fdb',
  defaultPort: 3050,
  capabilities: {},
  dialect: firebirdDialect,
  because: 'its driver is not wired yet',
})
