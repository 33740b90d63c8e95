import { dialectOnly } from '../network-engine.ts'
import { teradatasqlDialect } from './dialect.ts'

export const teradatasql = dialectOnly({
  id: 'teradatasql',
  aliases: ['teradata'],
  label: 'Teradata',
  drivers: ['teradatasql'],
  uriPlaceholder: 'teradatasql://user:password@host',
  defaultPort: 1025,
  capabilities: {},
  dialect: teradatasqlDialect,
  because: 'its own wire is not spoken here yet',
})
