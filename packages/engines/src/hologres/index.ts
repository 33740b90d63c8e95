import { pgMember } from '../postgresql/member.ts'

/** Alibaba's engine keeps PostgreSQL 11's catalog and has no advisory locks. */
export const hologres = pgMember({
  id: 'hologres',
  label: 'Hologres',
  defaultPort: 80,
  capabilities: {},
  flavour: { closing: 'ROLLBACK' },
})
