import { mysqlMember } from '../mysql/member.ts'
import { oceanbaseDialect } from './dialect.ts'

/** In MySQL mode. The user name carries the tenant: `user@tenant`. */
export const oceanbase = mysqlMember({
  id: 'oceanbase',
  label: 'OceanBase',
  drivers: ['oceanbase'],
  defaultPort: 2881,
  capabilities: {},
  dialect: oceanbaseDialect,
  flavour: { explainsJson: false },
})
