import { dialectOnly } from '../network-engine.ts'
import { ocientDialect } from './dialect.ts'

export const ocient = dialectOnly({
  id: 'ocient',
  label: 'Ocient',
  drivers: ['ocient'],
  uriPlaceholder: 'ocient://user:password@host:port/db',
  defaultPort: 4050,
  capabilities: { cancel: true },
  dialect: ocientDialect,
  because: 'its own wire is not spoken here yet',
})
