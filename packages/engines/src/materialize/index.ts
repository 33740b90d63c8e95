import { pgMember } from '../postgresql/member.ts'
import { streamingIntrospection } from '../postgresql/streaming.ts'

/** A streaming database on PostgreSQL's wire; indexes and keys are not told. */
export const materialize = pgMember({
  id: 'materialize',
  label: 'Materialize',
  defaultPort: 6875,
  capabilities: { catalogs: true },
  flavour: { settings: "SET TIMEZONE TO 'UTC'", closing: 'ROLLBACK', cancelSql: null, introspection: streamingIntrospection, explainsJson: false },
})
