import { opensearchDialect } from '../elasticsearch/dialect.ts'
import { wireErrors } from '../http/errors.ts'
import { networkEngine } from '../network-engine.ts'

export const opendistro = networkEngine({
  id: 'odelasticsearch',
  aliases: ['opendistro', 'opensearch'],
  label: 'OpenSearch (OpenDistro)',
  drivers: ['http', 'https'],
  uriPlaceholder: 'odelasticsearch+https://user:password@host:9200/',
  defaultPort: 9200,
  capabilities: { schemas: false, joins: false, cte: false, cteInSubquery: false, sqlComments: false, fileUpload: false },
  dialect: opensearchDialect,
  arguments: ['use_ssl', 'verify_certs'],
  describeError: wireErrors('OpenSearch'),
  load: async (config) => (await import('../elasticsearch/driver.ts')).connectSearch(config, (await import('./wire.ts')).opensearchWire),
})
