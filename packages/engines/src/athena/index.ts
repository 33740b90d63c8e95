import { wireErrors } from '../http/errors.ts'
import { networkEngine } from '../network-engine.ts'
import { TRINO_FUNCTIONS } from '../trino/functions.ts'
import { athenaDialect } from './dialect.ts'

export const athena = networkEngine({
  id: 'awsathena',
  aliases: ['athena'],
  label: 'Amazon Athena',
  drivers: ['rest', 'pandas', 'jdbc'],
  uriPlaceholder:
    'awsathena+rest://{aws_access_key_id}:{aws_secret_access_key}@athena.{region_name}.amazonaws.com/{schema_name}?s3_staging_dir={s3_staging_dir}',
  defaultPort: 443,
  capabilities: { catalogs: true, dynamicCatalog: true, dynamicSchema: true, crossCatalogQueries: true, cancel: true, sshTunnel: false },
  dialect: athenaDialect,
  functionNames: TRINO_FUNCTIONS,
  arguments: ['s3_staging_dir', 'work_group', 'region_name', 'catalog_name', 'schema_name', 'aws_session_token', 'protocol'],
  describeError: wireErrors('Amazon Athena'),
  load: async (config) => (await import('./driver.ts')).connectAthena(config),
})
