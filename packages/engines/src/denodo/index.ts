import { withoutTransaction } from '../postgresql/flavour.ts'
import { pgMember } from '../postgresql/member.ts'
import { denodoDialect } from './dialect.ts'
import { denodoIntrospection } from './introspect.ts'

/** Denodo's data port for ODBC speaks PostgreSQL's wire. */
export const denodo = pgMember({
  id: 'denodo',
  label: 'Denodo',
  defaultPort: 9996,
  capabilities: { readOnlySession: false, fileUpload: false },
  dialect: denodoDialect,
  flavour: {
    settings: '',
    opening: (request) => withoutTransaction(denodoDialect)({ ...request, schema: null }),
    closing: 'SELECT 1',
    cancelSql: null,
    introspection: denodoIntrospection,
    explainsJson: false,
  },
})
