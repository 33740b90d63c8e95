// `npm test`: lint, types, unit, service and browser tests; the last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildClient } from './build-client.mjs'
import { install, node, root, run } from './prepare.mjs'

/** A service of the machine, and the tests that need it. */
const SERVICES = [
  {
    name: 'PostgreSQL',
    host: '127.0.0.1',
    port: 5432,
    files: [
      'packages/engines/src/postgresql/**',
      'packages/query/src/**/*.int.test.ts',
      'packages/metadata/src/postgresql.int.test.ts',
      'packages/broker/src/in-process/postgresql.int.test.ts',
      'apps/coset/src/topology.int.test.ts',
      'apps/coset/src/doctor/doctor.int.test.ts',
      'packages/broker/src/rabbitmq/**',
      'packages/cache/src/metadata/**',
      'apps/coset/src/**/*.postgresql.int.test.ts',
      'e2e/**/*.postgresql.browser.test.ts',
    ],
  },
  {
    name: 'Redis',
    host: '127.0.0.1',
    port: 6379,
    files: [
      'packages/cache/src/redis/**',
      'packages/broker/src/redis/**',
      'packages/query/src/**/*.redis.int.test.ts',
      'apps/coset/src/**/*.redis.int.test.ts',
      'apps/coset/src/topology.int.test.ts',
      'apps/coset/src/doctor/doctor.int.test.ts',
    ],
  },
  {
    name: 'MySQL',
    host: '127.0.0.1',
    port: 3306,
    files: [
      'packages/engines/src/mysql/**',
      'packages/query/src/**/every-engine.int.test.ts',
      'packages/query/src/**/same-rows.int.test.ts',
      'packages/query/src/**/example-rows.int.test.ts',
      'packages/metadata/src/mysql.int.test.ts',
      'packages/broker/src/in-process/mysql.int.test.ts',
      'packages/cache/src/metadata/**',
      'apps/coset/src/**/*.mysql.int.test.ts',
    ],
  },
  {
    name: 'RabbitMQ',
    host: '127.0.0.1',
    port: 5672,
    files: ['packages/broker/src/rabbitmq/**', 'apps/coset/src/**/*.rabbitmq.int.test.ts'],
  },
]

const answers = ({ host, port }) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 })
    const end = (up) => {
      socket.destroy()
      resolve(up)
    }
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false))
  })

const onPath = (name) => {
  const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' })
  return found.status === 0 ? found.stdout.trim() : null
}

const MANAGERS = [
  ['apt-get', (packages) => `apt-get update -qq && apt-get install -y -qq ${packages}`],
  ['apk', (packages) => `apk add ${packages}`],
  ['dnf', (packages) => `dnf install -y ${packages}`],
]

/** Brings system packages where that is allowed; tells how where it is not. */
const installPackages = (packages) => {
  const manager = MANAGERS.find(([name]) => onPath(name) !== null)
  if (process.getuid?.() === 0 && manager !== undefined) {
    process.stdout.write(`Installing ${packages} for the tests …\n`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    if (spawnSync('sh', ['-c', manager[1](packages)], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0) return
  }
  process.stdout.write(`Missing: ${packages} (${manager === undefined ? 'from your system’s packages' : manager[1](packages)}).\n`)
}

/** Programs that tests start themselves, by the package that has them; tests say so when one is missing. */
const TOOLS = [
  ['memcached', 'memcached'],
  ['redis-server', 'redis-server'],
  ['nginx', 'nginx'],
  ['openssl', 'openssl'],
]

const findChromium = () => {
  const named = process.env.COSET_CHROMIUM
  if (named !== undefined && existsSync(named)) return named
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(onPath).find((path) => path !== null) ?? null
}

const chromium = () => {
  if (findChromium() === null) installPackages('chromium')
  const found = findChromium()
  if (found === null) process.stdout.write('No Chromium: install one or name it in COSET_CHROMIUM.\n')
  return found
}

const results = { passed: 0, failed: 0 }
const skipped = []

const step = (name, program, args) => {
  process.stdout.write(`\n— ${name}\n`)
  const ok = run(program, args) === 0
  results[ok ? 'passed' : 'failed'] += 1
  if (!ok) process.stdout.write(`✗ ${name}\n`)
}

const tool = (path) => join(root, 'node_modules', path)

const vitest = (project, env, exclude = []) => {
  process.stdout.write(`\n— ${project} tests\n`)
  const folder = mkdtempSync(join(tmpdir(), 'coset-test-'))
  const file = join(folder, 'report.json')
  const args = [
    tool('vitest/vitest.mjs'),
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...exclude.flatMap((glob) => ['--exclude', glob]),
  ]
  const code = run(node, args, env)
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    results.passed += report.numPassedTests
    results.failed += report.numFailedTests + report.numPendingTests + report.numTodoTests
    if (code !== 0 && report.numFailedTests === 0) results.failed += 1
  } catch (error) {
    process.stdout.write(`✗ ${project} tests left no report: ${error.message}\n`)
    results.failed += 1
  }
  rmSync(folder, { recursive: true, force: true })
}

install()
step('lint: oxlint', node, [tool('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'])
step('lint: biome', node, [tool('@biomejs/biome/bin/biome'), 'ci', '.', '--error-on-warnings', '--max-diagnostics=50'])
step('types', node, [tool('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'])
step('docs are up to date', node, ['scripts/generate-docs.ts', '--check'])
const missingTools = TOOLS.filter(([program]) => onPath(program) === null).map(([, name]) => name)
if (missingTools.length > 0) installPackages(missingTools.join(' '))
vitest('unit', {})
const missing = []
for (const service of SERVICES) if (!(await answers(service))) missing.push(service)
for (const service of missing) skipped.push(`${service.name} does not answer on port ${service.port}: ${service.files.join(', ')}`)
const without = missing.flatMap((service) => service.files)
vitest('services', {}, without)
buildClient()
const browser = chromium()
if (browser === null) skipped.push('no Chromium: the browser tests')
else vitest('browser', { COSET_CHROMIUM: browser }, without)

if (skipped.length > 0) {
  process.stdout.write(`\nSkipped:\n${skipped.map((line) => `  ${line}\n`).join('')}`)
  if (process.env.CI === 'true') results.failed += skipped.length
}
process.stdout.write(`\n${results.passed} passed, ${results.failed} failed\n`)
process.exit(results.failed === 0 ? 0 : 1)
