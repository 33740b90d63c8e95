import { mysqlMember } from '../mysql/member.ts'
import { singlestoreDialect } from './dialect.ts'

/** Has no read-only sessions: what is no query is refused before it is sent. */
export const singlestore = mysqlMember({
  id: 'singlestoredb',
  aliases: ['singlestore', 'memsql'],
  label: 'SingleStore',
  drivers: ['singlestoredb'],
  uriPlaceholder: 'singlestoredb://{username}:{password}@{host}:{port}/{database}',
  defaultPort: 3306,
  capabilities: {},
  dialect: singlestoreDialect,
  flavour: { settings: "SET time_zone = '+00:00'", accessMode: null, closing: 'SELECT 1', explainsJson: false },
})
