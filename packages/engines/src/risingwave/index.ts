import { withoutTransaction } from '../postgresql/flavour.ts'
import { pgMember } from '../postgresql/member.ts'
import { streamingIntrospection } from '../postgresql/streaming.ts'
import { risingwaveDialect } from './dialect.ts'

/** A streaming database: no read-only transactions, no advisory locks; the wire's own cancel works. */
export const risingwave = pgMember({
  id: 'risingwave',
  label: 'RisingWave',
  defaultPort: 4566,
  capabilities: { catalogs: true, readOnlySession: false },
  dialect: risingwaveDialect,
  flavour: {
    settings: "SET timezone TO 'UTC'",
    opening: withoutTransaction(risingwaveDialect),
    closing: 'SET search_path TO DEFAULT',
    cancelSql: null,
    introspection: streamingIntrospection,
    explainsJson: false,
  },
})
