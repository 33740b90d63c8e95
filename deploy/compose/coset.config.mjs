// Settings whose values are secrets, read from files. Whatever stands in the environment (COSET_…) comes first.
import { readFileSync } from 'node:fs'

const secret = (name) => readFileSync(`${process.env.SECRETS_DIR ?? '/run/coset'}/${name}`, 'utf8').trim()
const redis = `redis://:${secret('redis-password')}@redis:6379`

export default {
  secretKey: secret('secret-key'),
  adminPassword: secret('admin-password'),
  metricsToken: secret('metrics-token'),
  databaseUrl: `postgresql://coset:${secret('postgres-password')}@postgres:5432/coset`,
  cacheUrl: `${redis}/0`,
  brokerUrl: `${redis}/1`,
}
