import { dialectOnly } from '../network-engine.ts'
import { mongodbDialect } from './dialect.ts'

export const mongodb = dialectOnly({
  id: 'mongodb',
  label: 'MongoDB',
  drivers: ['pymongosql'],
  uriPlaceholder: 'mongodb://user:password@host:port/database?mode=superset',
  defaultPort: 27017,
  capabilities: {},
  dialect: mongodbDialect,
  because: 'it has no SQL of its own',
})
