// What both `npm start` and `npm test` need first: the packages of the lock file and the pinned Node. Plain JavaScript: it runs on any Node from 20.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

const stamp = join(root, 'node_modules', '.coset-lock')
const digest = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')

/** Runs a program to its end and gives its exit code; output goes to the terminal. */
export const run = (program, args, env = {}) => spawnSync(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1

/** Installs what the lock file says when that has not happened since it last changed. */
export const install = () => {
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest()) return
  process.stdout.write('Installing packages …\n')
  const code = run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code !== 0) {
    process.stderr.write('The packages could not be installed; npm’s message stands above.\n')
    process.exit(code)
  }
  writeFileSync(stamp, digest())
}
