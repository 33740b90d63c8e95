import { dialectOnly } from '../network-engine.ts'
import { couchbaseDialect } from './dialect.ts'

export const couchbase = dialectOnly({
  id: 'couchbase',
  label: 'Couchbase',
  drivers: ['couchbase'],
  uriPlaceholder: 'couchbase://user:password@host:port?ssl=true',
  defaultPort: 8093,
  capabilities: { joins: false, subqueries: false },
  dialect: couchbaseDialect,
  because: 'its query service is not written yet',
})
