import { duckdbDialect } from '../duckdb/dialect.ts'
import { dialectOnly } from '../network-engine.ts'

export const arc = dialectOnly({
  id: 'arc',
  label: 'Arc',
  drivers: ['arrow'],
  uriPlaceholder: 'arc://api_key@host:port/database',
  defaultPort: 8000,
  capabilities: {},
  dialect: duckdbDialect,
  because: 'its interface is Arrow only',
})
