import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Types are stripped and code compiled once, not at every start. The folder is the installation's own: a shared one could be planted.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/coset'))
await import('./cli/program.ts')
