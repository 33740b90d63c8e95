import { dialectOnly } from '../network-engine.ts'
import { phoenixDialect } from './dialect.ts'

export const phoenix = dialectOnly({
  id: 'phoenix',
  label: 'Apache Phoenix',
  drivers: ['phoenixdb'],
  uriPlaceholder: 'phoenix://hostname:port/',
  defaultPort: 8765,
  capabilities: {},
  dialect: phoenixDialect,
  because: 'its Avatica interface is not written yet',
})
