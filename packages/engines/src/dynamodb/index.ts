import { dialectOnly } from '../network-engine.ts'
import { dynamodbDialect } from './dialect.ts'

export const dynamodb = dialectOnly({
  id: 'dynamodb',
  label: 'Amazon DynamoDB',
  drivers: ['dynamodb'],
  uriPlaceholder: 'dynamodb://{aws_access_key_id}:{aws_secret_access_key}@dynamodb.{region_name}.amazonaws.com:443',
  defaultPort: 443,
  capabilities: {},
  dialect: dynamodbDialect,
  because: 'its PartiQL knows no GROUP BY',
})
