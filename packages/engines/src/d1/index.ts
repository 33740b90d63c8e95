import { dialectOnly } from '../network-engine.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'

export const d1 = dialectOnly({
  id: 'd1',
  label: 'Cloudflare D1',
  drivers: ['d1'],
  uriPlaceholder: 'd1://account_id:api_token@database_id',
  defaultPort: null,
  capabilities: { sshTunnel: false },
  dialect: sqliteDialect,
  because: 'its REST interface is not written yet',
})
