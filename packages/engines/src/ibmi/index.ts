import { dialectOnly } from '../network-engine.ts'
import { ibmiDialect } from './dialect.ts'

export const ibmi = dialectOnly({
  id: 'ibmi',
  label: 'IBM Db2 for i',
  drivers: ['ibmi'],
  uriPlaceholder: 'ibmi://user:password@host/rdbname',
  defaultPort: 8471,
  capabilities: { dynamicSchema: true },
  dialect: ibmiDialect,
  because: 'its own wire is not spoken here yet',
})
