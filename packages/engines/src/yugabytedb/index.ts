import { pgMember } from '../postgresql/member.ts'

export const yugabytedb = pgMember({
  id: 'yugabytedb',
  label: 'YugabyteDB',
  defaultPort: 5433,
  capabilities: { catalogs: true, dynamicCatalog: true },
})
