import { dialectOnly } from '../network-engine.ts'
import { sybaseDialect } from './dialect.ts'

export const sybase = dialectOnly({
  id: 'sybase',
  label: 'SAP Sybase',
  drivers: ['pyodbc'],
  uriPlaceholder: 'sybase+pyodbc://user:password@host:port/dbname',
  defaultPort: 5000,
  capabilities: {},
  dialect: sybaseDialect,
  because: 'the driver for its elder wire is missing',
})
