import { mysqlMember } from '../mysql/member.ts'

/** Takes `READ ONLY` only as a setting that it may refuse, so what is no query is refused before it is sent. Plans carry no MySQL-like costs. */
export const tidb = mysqlMember({
  id: 'tidb',
  label: 'TiDB',
  drivers: ['mysqldb'],
  defaultPort: 4000,
  capabilities: {},
  flavour: { accessMode: null, explainsJson: false },
})
