import { setFlagsFromString } from 'node:v8'
import { loadConfig } from '../config/load.ts'
import { createProcess } from '../context.ts'
import { serve } from '../roles/serve.ts'
import { write } from './output.ts'

const SHUTDOWN_MS = 30_000

/** `coset serve`: server (and, as the small set-up, everything else) in one process until a signal ends it. */
export const serveCommand = async (): Promise<void> => {
  // The SQL parser's WebAssembly needs a quarter of the memory without the optimising tier
  setFlagsFromString('--liftoff-only')
  // Files of the data folder are for their owner alone
  process.umask(0o077)
  const production = process.env['NODE_ENV'] === 'production'
  const config = await loadConfig()
  const running = await createProcess(config, production)
  const serving = await serve(running)
  write(`Coset is ready at ${serving.url}`)
  if (serving.generatedPassword !== null) write(`Administrator: ${config.adminUsername} / ${serving.generatedPassword}  (shown once)`)
  if (serving.signInLink !== null && !production) write(`Sign in with this link (once, within 15 minutes): ${serving.signInLink}`)
  if (config.loadExamples) {
    const { loadExamples } = await import('../services/examples.ts')
    const loaded = await loadExamples(running)
    if (loaded > 0) write(`Loaded ${loaded} example dashboards`)
  }
  let ending = false
  const end = (signal: NodeJS.Signals): void => {
    if (ending) return
    ending = true
    write(`${signal}: finishing what runs`)
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref()
    serving.app
      .close()
      .then(() => running.close())
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        write(String(error))
        process.exit(1)
      })
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}
