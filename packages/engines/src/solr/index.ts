import { dialectOnly } from '../network-engine.ts'
import { solrDialect } from './dialect.ts'

export const solr = dialectOnly({
  id: 'solr',
  label: 'Apache Solr',
  drivers: ['rest'],
  uriPlaceholder: 'solr://user:password@host:port/server_path/collection',
  defaultPort: 8983,
  capabilities: { joins: false, subqueries: false },
  dialect: solrDialect,
  because: 'its SQL handler is not written yet',
})
