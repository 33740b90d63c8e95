// Builds the browser client when a source is newer than the last build.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { node, root, run } from './prepare.mjs'

const SOURCES = ['apps/web/src', 'packages/ui/src', 'packages/charts/src', 'packages/chart-kit/src', 'packages/core/src', 'packages/contract/src']
const FILES = ['apps/web/index.html', 'apps/web/vite.config.ts', 'package-lock.json']

const newest = (path) => {
  const stat = statSync(path)
  return stat.isDirectory() ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name)))) : stat.mtimeMs
}

/** True when the client is there and as new as its sources. */
export const clientIsFresh = () => {
  const built = join(root, 'apps/web/dist/index.html')
  if (!existsSync(built)) return false
  const since = statSync(built).mtimeMs
  return [...SOURCES, ...FILES].every((path) => newest(join(root, path)) <= since)
}

/** Builds when needed; ends the process when the build fails. */
export const buildClient = () => {
  if (clientIsFresh()) return
  process.stdout.write('Building the client …\n')
  const code = run(node, [join(root, 'node_modules/vite/bin/vite.js'), 'build', 'apps/web', '--logLevel', 'warn'])
  if (code !== 0) process.exit(code)
}
