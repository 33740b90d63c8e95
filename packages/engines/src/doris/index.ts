import { mysqlMember } from '../mysql/member.ts'
import { dorisDialect } from './dialect.ts'

/** Has no read-only sessions: what is no query is refused before it is sent. */
export const doris = mysqlMember({
  id: 'pydoris',
  aliases: ['doris'],
  label: 'Apache Doris',
  drivers: ['pydoris'],
  uriPlaceholder: 'doris://user:password@host:port/catalog.db[?key=value&key=value...]',
  defaultPort: 9030,
  capabilities: {},
  dialect: dorisDialect,
  flavour: {
    settings: "SET time_zone = '+00:00'",
    accessMode: null,
    closing: 'SELECT 1',
    catalogs: { list: 'SHOW CATALOGS', use: (catalog) => `SWITCH ${dorisDialect.quoteIdentifier(catalog)}`, own: 'internal' },
    explainsJson: false,
  },
})
