import { pgMember } from '../postgresql/member.ts'

export const timescaledb = pgMember({
  id: 'timescaledb',
  label: 'TimescaleDB',
  defaultPort: 5432,
  capabilities: { catalogs: true, dynamicCatalog: true },
})
