import { mysqlMember } from '../mysql/member.ts'
import { starrocksDialect } from './dialect.ts'

/** Acts for people by `EXECUTE AS`. Has no read-only sessions: what is no query is refused before it is sent. */
export const starrocks = mysqlMember({
  id: 'starrocks',
  label: 'StarRocks',
  drivers: ['starrocks'],
  uriPlaceholder: 'starrocks://user:password@host:port[/catalog.db]',
  defaultPort: 9030,
  capabilities: { crossCatalogQueries: true },
  dialect: starrocksDialect,
  flavour: {
    settings: "SET time_zone = '+00:00'",
    accessMode: null,
    closing: 'SELECT 1',
    catalogs: { list: 'SHOW CATALOGS', use: (catalog) => `SET CATALOG ${starrocksDialect.quoteIdentifier(catalog)}`, own: 'default_catalog' },
    actAs: (user) => `EXECUTE AS ${starrocksDialect.quoteIdentifier(user)} WITH NO REVERT`,
    explainsJson: false,
  },
})
