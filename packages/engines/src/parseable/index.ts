import { dialectOnly } from '../network-engine.ts'
import { parseableDialect } from './dialect.ts'

export const parseable = dialectOnly({
  id: 'parseable',
  label: 'Parseable',
  drivers: ['parseable'],
  uriPlaceholder: 'parseable://user:password@host:port/stream',
  defaultPort: 8000,
  capabilities: {},
  dialect: parseableDialect,
  because: 'its interface needs a time range beside the SQL',
})
