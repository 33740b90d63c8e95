// Starts what a site of several machines has, as plain processes of this one: nginx with HTTPS, two servers, two workers, two beats, Redis.
//   node deploy/local/up.mjs --database postgresql://user:password@host/name [--redis redis://host:port/db]
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { buildClient } from '../../scripts/build-client.mjs'
import { certificateOf, makeFolders, secretsOf } from './first-start.mjs'
import { known, start } from './processes.mjs'
import { nginxConfig, placesOf, processesOf, readOptions, root, say, settingsOf, stop } from './site.mjs'

const READY_MS = 60_000

const onPath = (name, more = []) => {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...more].filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

const needed = (name, more) => onPath(name, more) ?? stop(`${name} is not on the PATH: install the package ${name} of your system`)

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
    socket.once('connect', () => socket.destroy())
  })

const healthy = async (url) => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5000) })).ok
  } catch {
    return false // not listening yet
  }
}

const ready = async (places, name, look) => {
  const limit = Date.now() + READY_MS
  while (!(await look())) {
    const own = known(places).find((one) => one.name === name)
    if (own?.alive !== true || Date.now() > limit) return stop(`${name} did not start; see ${join(places.logs, `${name}.log`)}, then run down.mjs`)
    await wait(100)
  }
}

const refuseTaken = async (options, places) => {
  const alive = known(places).filter((one) => one.alive)
  if (alive.length > 0) stop(`${alive.map((one) => one.name).join(', ')} of ${places.data} run already; end them with down.mjs --data ${places.data}`)
  const ports = [options.port, options.port + 8, ...(options.redis === '' ? [options.port + 7] : []), ...processesOf(options).map((one) => one.port)]
  for (const port of ports) if (await answers(port)) stop(`Port ${port} is taken; choose another base with --port`)
}

const startRedis = async (options, places) => {
  const port = options.port + 7
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', places.redis, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction']
  start(places, { name: 'redis', program: needed('redis-server'), args, env: process.env, cwd: places.redis })
  await ready(places, 'redis', () => answers(port))
  return `redis://127.0.0.1:${port}/0`
}

const startCoset = async (options, places, secrets) => {
  const { PATH = '', HOME = '' } = process.env
  const shared = settingsOf(options, secrets)
  const pinned = join(root, 'node_modules/.bin/node')
  const roles = processesOf(options)
  for (const { name, args, env } of roles)
    start(places, {
      name,
      program: existsSync(pinned) ? pinned : process.execPath,
      args: [join(root, 'apps/coset/src/main.ts'), ...args],
      env: { PATH, HOME, ...shared, ...env },
      cwd: places.data,
    })
  await Promise.all(roles.map(({ name, health }) => ready(places, name, () => healthy(health))))
}

const startNginx = async (options, places, nginx) => {
  const file = join(places.nginx, 'nginx.conf')
  writeFileSync(file, nginxConfig(options, places))
  const args = ['-p', places.nginx, '-c', file]
  const tried = spawnSync(nginx, ['-t', ...args], { encoding: 'utf8' })
  if (tried.status !== 0) stop(`nginx refuses ${file}:\n${tried.stderr}`)
  start(places, { name: 'nginx', program: nginx, args: [...args, '-g', 'daemon off;'], env: process.env, cwd: places.nginx })
  await ready(places, 'nginx', () => answers(options.port))
}

const options = readOptions()
const places = placesOf(options.data)
if (!/^postgres(?:ql)?:\/\//.test(options.database)) stop('--database postgresql://user:password@host:port/name is needed (or COSET_DATABASE_URL)')
const nginx = needed('nginx', ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'])
await refuseTaken(options, places)
makeFolders(places)
certificateOf(places)
const secrets = secretsOf(places)
if (!options.skipClient) buildClient()
const redis = options.redis === '' ? await startRedis(options, places) : options.redis
await startCoset({ ...options, redis }, places, secrets)
await startNginx(options, places, nginx)
say(`Coset is ready at https://127.0.0.1:${options.port}  (certificate: ${join(places.tls, 'cert.pem')})`)
say(`Administrator: admin, the password stands in ${places.secrets}`)
say(`End it with: node deploy/local/down.mjs --data ${places.data}`)
