import { wireErrors } from '../http/errors.ts'
import { networkEngine } from '../network-engine.ts'
import { elasticsearchDialect } from './dialect.ts'

export const elasticsearch = networkEngine({
  id: 'elasticsearch',
  label: 'Elasticsearch',
  drivers: ['http', 'https'],
  uriPlaceholder: 'elasticsearch+https://user:password@host:9200/',
  defaultPort: 9200,
  capabilities: { schemas: false, joins: false, cte: false, cteInSubquery: false, sqlComments: false, fileUpload: false },
  dialect: elasticsearchDialect,
  arguments: ['use_ssl', 'verify_certs'],
  describeError: wireErrors('Elasticsearch'),
  load: async (config) => (await import('./driver.ts')).connectSearch(config, (await import('./wire.ts')).elasticsearchWire),
})
