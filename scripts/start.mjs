// `npm start`: from a fresh clone to a page in the browser.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildClient } from './build-client.mjs'
import { install, node, root } from './prepare.mjs'

install()
buildClient()
const server = spawn(node, [join(root, 'apps/coset/src/main.ts'), 'serve', '--all-in-one', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
server.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)))
