// What the plain processes of `up.mjs` are: where they listen, what they are told, where their files lie.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

export const root = fileURLToPath(new URL('../..', import.meta.url))

const OPTIONS = {
  data: { type: 'string', default: '.coset/local' },
  port: { type: 'string', default: '8440' },
  database: { type: 'string' },
  redis: { type: 'string' },
  prefix: { type: 'string', default: 'coset' },
  'skip-client': { type: 'boolean', default: false },
}

/** Stops with a sentence. */
export const stop = (sentence) => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

export const say = (line) => process.stdout.write(`${line}\n`)

/** Options of the command line. Addresses may also come from the environment, where process lists do not show them. */
export const readOptions = () => {
  try {
    const { values } = parseArgs({ options: OPTIONS })
    const port = Number(values.port)
    if (!Number.isInteger(port) || port < 1024 || port > 65_000) return stop('--port must be a whole number from 1024 to 65000')
    const database = values.database ?? process.env.COSET_DATABASE_URL ?? ''
    const redis = values.redis ?? process.env.COSET_BROKER_URL ?? ''
    return { data: resolve(values.data), port, database, redis, prefix: values.prefix, skipClient: values['skip-client'] }
  } catch (error) {
    return stop(`${error.message}\nOptions: --data FOLDER --port BASE --database postgresql://… --redis redis://… --prefix NAME --skip-client`)
  }
}

/** Places below the data folder. */
export const placesOf = (data) => ({
  data,
  pids: join(data, 'pids'),
  logs: join(data, 'logs'),
  tls: join(data, 'tls'),
  nginx: join(data, 'nginx'),
  redis: join(data, 'redis'),
  secrets: join(data, 'secrets.json'),
})

const HOST = '127.0.0.1'

/** The eight processes and how each is asked for its health. The base port is nginx's. */
export const processesOf = ({ port }) => {
  const role = (name, at, args, server) => ({
    name,
    args,
    port: port + at,
    health: `http://${HOST}:${port + at}/health`,
    env: server ? { COSET_PORT: String(port + at) } : { COSET_HEALTH_PORT: String(port + at) },
  })
  return [
    role('server-1', 1, ['serve', '--no-all-in-one'], true),
    role('server-2', 2, ['serve', '--no-all-in-one'], true),
    role('worker-1', 3, ['worker'], false),
    role('worker-2', 4, ['worker'], false),
    role('beat-1', 5, ['beat'], false),
    role('beat-2', 6, ['beat'], false),
  ]
}

/** Settings that all of them share. */
export const settingsOf = ({ data, port, database, redis, prefix }, secrets) => ({
  NODE_ENV: 'production',
  COSET_HOST: HOST,
  COSET_DATA_DIR: join(data, 'coset'),
  COSET_DATABASE_URL: database,
  COSET_CACHE_URL: redis,
  COSET_BROKER_URL: redis,
  COSET_BROKER_PREFIX: prefix,
  COSET_SITE_URL: `https://${HOST}:${port}`,
  COSET_TRUST_PROXY: 'true',
  COSET_LOAD_EXAMPLES: 'false',
  COSET_ALLOW_PRIVATE_ADDRESSES: 'true',
  COSET_SECRET_KEY: secrets.secretKey,
  COSET_ADMIN_PASSWORD: secrets.adminPassword,
  COSET_METRICS_TOKEN: secrets.metricsToken,
})

const replaced = (text, from, to) => {
  if (text.split(from).length !== 2) return stop(`deploy/proxy/nginx.conf must hold "${from}" once`)
  return text.replace(from, () => to)
}

/** The sample of `deploy/proxy/nginx.conf` with this site's ports, files and, for root, account. */
export const nginxConfig = ({ port }, { nginx, tls, logs }) => {
  const sample = readFileSync(new URL('../proxy/nginx.conf', import.meta.url), 'utf8')
  const changes = [
    ['worker_processes auto;', `${process.getuid?.() === 0 ? 'user root;\n' : ''}worker_processes 2;`],
    ['error_log stderr warn;', `error_log ${join(logs, 'nginx.log')} warn;`],
    ['access_log /dev/stdout;', `access_log ${join(logs, 'nginx-access.log')};`],
    ['server server-1:8088', `server ${HOST}:${port + 1}`],
    ['server server-2:8088', `server ${HOST}:${port + 2}`],
    ['listen 8080;', `listen ${HOST}:${port + 8};`],
    ['https://$host$request_uri', `https://$host:${port}$request_uri`],
    ['listen 8443 ssl', `listen ${HOST}:${port} ssl`],
    ['/etc/coset/tls/cert.pem', join(tls, 'cert.pem')],
    ['/etc/coset/tls/key.pem', join(tls, 'key.pem')],
    ['/tmp/nginx.pid', join(nginx, 'nginx.pid')],
    ...['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => [`/tmp/nginx-${kind}`, join(nginx, kind)]),
  ]
  return changes.reduce((text, [from, to]) => replaced(text, from, to), sample)
}
