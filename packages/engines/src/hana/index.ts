import { dialectOnly } from '../network-engine.ts'
import { hanaDialect } from './dialect.ts'

export const hana = dialectOnly({
  id: 'hana',
  label: 'SAP HANA',
  drivers: ['hana'],
  uriPlaceholder: 'hana://user:password@host:port',
  defaultPort: 30015,
  capabilities: {},
  dialect: hanaDialect,
  because: 'its driver is not wired yet',
})
