import { pgMember } from '../postgresql/member.ts'

export const greenplum = pgMember({
  id: 'greenplum',
  label: 'Greenplum',
  defaultPort: 5432,
  capabilities: { catalogs: true, dynamicCatalog: true },
})
