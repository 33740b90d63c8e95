import { AppError } from '@coset/core'
import { Command } from 'commander'
import { VERSION } from '../version.ts'
import { configCommand } from './config.ts'
import { rotateCommand } from './secrets.ts'
import { serveCommand } from './serve.ts'
import { exportCommand, importCommand } from './transfer.ts'

const program = new Command('coset').description('Business intelligence over your databases').version(VERSION)

program.command('serve').description('serve the API and the client').option('--all-in-one', 'server, worker and beat in one process', true).action(serveCommand)
program
  .command('import')
  .description('import a bundle of dashboards, charts, datasets and databases')
  .argument('<file>', 'ZIP file')
  .option('--password <path=password...>', 'password of a database of the bundle, by its file')
  .action(importCommand)
program.command('export').description('write everything into one bundle').argument('<file>', 'ZIP file').action(exportCommand)
program.command('config').description('show the settings in force, secrets masked').action(configCommand)
program
  .command('secrets')
  .description('secrets at rest')
  .command('rotate')
  .requiredOption('--from <key>', 'the key until now')
  .description('seal every secret with the present key')
  .action(rotateCommand)

program.parseAsync().catch((error: unknown) => {
  const known = error instanceof AppError && error.expose
  process.stderr.write(`${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})
