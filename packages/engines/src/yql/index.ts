import { dialectOnly } from '../network-engine.ts'
import { yqlDialect } from './dialect.ts'

export const yql = dialectOnly({
  id: 'yql',
  aliases: ['ydb'],
  label: 'YDB',
  drivers: ['ydb'],
  uriPlaceholder: 'ydb://{host}:{port}/{database_name}',
  defaultPort: 2136,
  capabilities: { fileUpload: false },
  dialect: yqlDialect,
  because: 'its gRPC interface is not written yet',
})
