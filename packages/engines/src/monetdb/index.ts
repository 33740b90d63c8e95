import { dialectOnly } from '../network-engine.ts'
import { monetdbDialect } from './dialect.ts'

export const monetdb = dialectOnly({
  id: 'monetdb',
  label: 'MonetDB',
  drivers: ['pymonetdb'],
  uriPlaceholder: 'monetdb://user:password@host:port/database',
  defaultPort: 50000,
  capabilities: {},
  dialect: monetdbDialect,
  because: 'its own wire is not spoken here yet',
})
