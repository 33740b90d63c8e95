import { impalaDialect } from '../hive/dialect.ts'
import { dialectOnly } from '../network-engine.ts'

export const ascend = dialectOnly({
  id: 'ascend',
  label: 'Ascend.io',
  drivers: ['impala'],
  uriPlaceholder: 'ascend://user:password@host:port/db?auth_mechanism=PLAIN',
  defaultPort: 10000,
  capabilities: { impersonation: true },
  dialect: impalaDialect,
  because: 'its service is reached with clients that it gives to customers only',
})
