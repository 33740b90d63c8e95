// Makes one npm package of the server: node deploy/npm/pack.mjs [--out FOLDER] [--client FOLDER]
// Node strips no types below node_modules, so sources are stripped here. Workspaces travel inside as bundled dependencies; the rest comes from the registry.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildClient } from '../../scripts/build-client.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist/npm' }, client: { type: 'string' } } })
const out = resolve(values.out)
const target = join(out, 'coset')

const read = (path) => JSON.parse(readFileSync(path, 'utf8'))
const write = (path, text) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const manifestOf = (folder) => read(join(folder, 'package.json'))
const workspaces = new Map(
  [...readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name)), join(root, 'examples')]
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => [manifestOf(folder).name, folder]),
)

/** The workspaces that a manifest needs, and the packages of others at the versions that they name. */
const closure = (manifest, found = { own: new Set(), others: {} }) => {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    const folder = workspaces.get(name)
    if (folder === undefined) found.others[name] = version
    else if (!found.own.has(name)) {
      found.own.add(name)
      closure(manifestOf(folder), found)
    }
  }
  return found
}

/** `./x.ts` in imports, workers and URLs becomes `./x.js`. */
const javascript = (source) => stripTypeScriptTypes(source).replace(/(['"])(\.{1,2}\/[^'"\n]*)\.ts\1/g, '$1$2.js$1')

const LEFT_OUT = /\.(?:test|test-support|int\.test|browser\.test)\.tsx?$|-bench\.ts$|\.(?:tsx|css)$|(?:^|\/)(?:fixtures|testing)\//

/** Copies a folder of sources as JavaScript, without tests and what only the client draws. */
const copySources = (from, to) => {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const name = relative(from, path).replaceAll('\\', '/')
    if (LEFT_OUT.test(name)) continue
    if (name.endsWith('.ts')) write(join(to, name.replace(/\.ts$/, '.js')), javascript(readFileSync(path, 'utf8')))
    else write(join(to, name), readFileSync(path))
  }
}

const exportsOf = (manifest) => JSON.parse(JSON.stringify(manifest.exports).replaceAll('.ts"', '.js"'))

const LAUNCHER = `#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const beside = () => {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  } catch {
    return ''
  }
}
const fits = Number(process.versions.node.split('.')[0]) >= NEEDED
const node = fits ? process.execPath : beside()
if (!existsSync(node)) {
  process.stderr.write(\`Coset needs Node \${NEEDED} or later; this is \${process.versions.node}. Install it, or put it beside: npm install node@\${NEEDED}\\n\`)
  process.exit(1)
}
const main = fileURLToPath(new URL('../src/main.js', import.meta.url))
const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)))
`

const app = join(root, 'apps/coset')
const manifest = manifestOf(app)
const { own, others } = closure(manifest)
rmSync(target, { recursive: true, force: true })
copySources(join(app, 'src'), join(target, 'apps/coset/src'))
write(join(target, 'apps/coset/bin/coset.mjs'), LAUNCHER)
write(join(target, 'apps/coset/package.json'), JSON.stringify({ name: '@coset/coset', version: manifest.version, type: 'module' }))
for (const name of own) {
  const folder = workspaces.get(name)
  const inside = join(target, 'node_modules', name)
  copySources(join(folder, 'src'), join(inside, 'src'))
  const { version, license, description } = manifestOf(folder)
  write(join(inside, 'package.json'), JSON.stringify({ name, version, license, description, type: 'module', exports: exportsOf(manifestOf(folder)) }))
}
if (values.client === undefined) buildClient()
cpSync(values.client === undefined ? join(root, 'apps/web/dist') : resolve(values.client), join(target, 'apps/web/dist'), { recursive: true })
for (const name of ['LICENSE', 'NOTICE', 'README.md']) cpSync(join(root, name), join(target, name))
const bundled = [...own].toSorted()
const shipped = readdirSync(target, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js') && !name.startsWith('apps/web/'))
  .map((name) => readFileSync(join(target, name), 'utf8'))
  .join('\n')
/** What only the client draws with is not asked for. */
const named = (name) => ["'", '`'].some((quote) => shipped.includes(quote + name + quote) || shipped.includes(`${quote}${name}/`))
const used = Object.fromEntries(Object.entries(others).filter(([name]) => named(name)))
const packed = {
  name: 'coset',
  version: manifest.version,
  license: manifest.license,
  description: 'A business-intelligence server',
  type: 'module',
  engines: { node: '>=20' },
  bin: { coset: 'apps/coset/bin/coset.mjs' },
  dependencies: { ...used, ...Object.fromEntries(bundled.map((name) => [name, manifestOf(workspaces.get(name)).version])) },
  bundleDependencies: bundled,
}
write(join(target, 'package.json'), `${JSON.stringify(packed, null, 2)}\n`)
const npm = spawnSync('npm', ['pack', '--silent', '--pack-destination', out], { cwd: target, encoding: 'utf8' })
if (npm.status !== 0) {
  process.stderr.write(npm.stderr)
  process.exit(1)
}
process.stdout.write(`${join(out, npm.stdout.trim())}\n`)
