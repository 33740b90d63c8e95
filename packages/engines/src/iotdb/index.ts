import { dialectOnly } from '../network-engine.ts'
import { iotdbDialect } from './dialect.ts'

export const iotdb = dialectOnly({
  id: 'iotdb',
  label: 'Apache IoTDB',
  drivers: ['iotdb'],
  uriPlaceholder: 'iotdb://user:password@host:port/database',
  defaultPort: 6667,
  capabilities: {},
  dialect: iotdbDialect,
  because: 'its driver is not wired yet',
})
