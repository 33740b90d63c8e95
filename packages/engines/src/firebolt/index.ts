import { dialectOnly } from '../network-engine.ts'
import { fireboltDialect } from './dialect.ts'

export const firebolt = dialectOnly({
  id: 'firebolt',
  label: 'Firebolt',
  drivers: ['firebolt'],
  uriPlaceholder: 'firebolt://{client_id}:{client_secret}@{database}/{engine_name}?account_name={name}',
  defaultPort: 443,
  capabilities: {},
  dialect: fireboltDialect,
  because: 'its two-step sign-in is not written yet',
})
