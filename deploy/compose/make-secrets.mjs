// Makes the secrets of a site on its first start, one volume for each reader. What is there stays: run it as often as you like.
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.SECRETS_DIR ?? '/secrets'

/** The secret in a file, made when it is not there; whole or not at all. Readers run under accounts of their own: each volume is mounted for its readers alone. */
const secret = (name, bytes) => {
  const path = join(folder, name)
  if (!existsSync(path)) {
    writeFileSync(`${path}.new`, randomBytes(bytes).toString('base64url'), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
  chmodSync(path, 0o444)
  return readFileSync(path, 'utf8')
}

const copy = (name, text) => {
  const path = join(folder, name)
  writeFileSync(`${path}.new`, text, { mode: 0o444 })
  renameSync(`${path}.new`, path)
}

secret('coset/secret-key', 48)
secret('coset/admin-password', 15)
secret('coset/metrics-token', 24)
copy('coset/postgres-password', secret('postgres/password', 24))
const redis = secret('redis/password', 24)
copy('coset/redis-password', redis)
copy('redis/redis.conf', `requirepass ${redis}\ndir /data\nappendonly yes\nmaxmemory-policy noeviction\n`)
process.stdout.write('Secrets are there\n')
