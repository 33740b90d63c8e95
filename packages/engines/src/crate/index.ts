import { withoutTransaction } from '../postgresql/flavour.ts'
import { pgMember } from '../postgresql/member.ts'
import { streamingIntrospection } from '../postgresql/streaming.ts'
import { crateDialect } from './dialect.ts'

/** CrateDB takes transactions without doing anything and knows few settings, so none are sent; writes are refused before the wire. */
export const crate = pgMember({
  id: 'crate',
  label: 'CrateDB',
  uriPlaceholder: 'crate://user:password@host:5432/?sslmode=require',
  drivers: ['crate-python', 'psycopg2'],
  defaultPort: 5432,
  capabilities: { readOnlySession: false },
  dialect: crateDialect,
  flavour: {
    settings: '',
    opening: withoutTransaction(crateDialect),
    closing: 'SET search_path TO DEFAULT',
    cancelSql: null,
    introspection: streamingIntrospection,
    explainsJson: false,
  },
})
