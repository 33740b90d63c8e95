import { AppError } from '@coset/core'
import { Command } from 'commander'
import { VERSION } from '../version.ts'
import { beatCommand, workerCommand } from './background.ts'
import { compareCommand } from './compare.ts'
import { configCommand } from './config.ts'
import { doctorCommand } from './doctor.ts'
import { cancelJobCommand, listJobsCommand, retryJobCommand } from './jobs.ts'
import { migrateCommand } from './migrate.ts'
import { rotateCommand } from './secrets.ts'
import { serveCommand } from './serve.ts'
import { exportCommand, importCommand } from './transfer.ts'

const program = new Command('coset').description('Business intelligence over your databases').version(VERSION)

program
  .command('serve')
  .description('serve the API and the client')
  .option('--all-in-one', 'server, worker and beat in one process (the default)', true)
  .option('--no-all-in-one', 'the server alone; workers and beats run beside it')
  .action(serveCommand)
program
  .command('worker')
  .description('carry out jobs: queries, thumbnails, reports, maintenance')
  .option('--queues <queues>', 'queues with how many jobs at once, such as queries=4,reports=2')
  .option('--concurrency <count>', 'jobs at once of queues that do not say')
  .action(workerCommand)
program.command('beat').description('hand out what is due by the clock; any number may run, one leads').action(beatCommand)
const jobs = program.command('jobs').description('jobs of the queues')
jobs
  .command('list')
  .argument('[queue]', 'queries, thumbnails, reports or maintenance; all of them, counted, unless named')
  .option('--state <state>', 'waiting, delayed, running or dead', 'dead')
  .description('count queues, or list the jobs of one')
  .action(listJobsCommand)
jobs.command('retry').argument('<queue>').argument('<id>').description('a failed job waits again').action(retryJobCommand)
jobs.command('cancel').argument('<queue>').argument('<id>').description('a waiting job goes away, a running one is stopped').action(cancelJobCommand)
program
  .command('import')
  .description('import a bundle of any kinds')
  .argument('<file>', 'ZIP file')
  .option('--password <path=password...>', 'password of a database, or address of a webhook, of the bundle, by its file')
  .option('--dry-run', 'say what would change, and change nothing')
  .action(importCommand)
program
  .command('export')
  .description('write dashboards, charts, datasets, databases and saved queries into one bundle, as Superset takes it')
  .argument('<file>', 'ZIP file')
  .option('--everything', 'themes, roles, row-level rules, reports, tags, annotation layers and CSS templates too')
  .option('--kinds <kinds>', 'only these, such as roles,row_level_rules,reports,tags,annotation_layers,css_templates')
  .action(exportCommand)
program
  .command('migrate')
  .description('move in from an Apache Superset site: what would come; with --apply it comes. The other site is only read')
  .requiredOption('--from <address>', 'its metadata database, as its SQLALCHEMY_DATABASE_URI')
  .option('--secret-key <key>', 'its SECRET_KEY; or COSET_MIGRATE_SECRET_KEY in the environment')
  .option('--apply', 'do it')
  .option('--undo', 'take away what came from there')
  .action(migrateCommand)
program
  .command('compare')
  .description('ask every chart here and on another site, and print where the numbers differ')
  .requiredOption('--with <url>', 'address of the other site')
  .option('--username <name>', 'who asks there', 'admin')
  .option('--password <password>', 'their password; or COSET_COMPARE_PASSWORD in the environment')
  .action(compareCommand)
program.command('config').description('show the settings in force, secrets masked').action(configCommand)
program.command('doctor').description('check every connection of the configuration; exit code 1 when something is broken').action(doctorCommand)
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
