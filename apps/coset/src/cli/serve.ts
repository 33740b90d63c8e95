import { beatOf, GRACE_MS, workerOf } from '../roles/background.ts'
import { serve } from '../roles/serve.ts'
import { write } from './output.ts'
import { startProcess } from './start-process.ts'
import { untilSignal } from './until-signal.ts'

/** `coset serve`: the server; with `--all-in-one` worker and beat beside it in this process, until a signal ends it. */
export const serveCommand = async (options: { readonly allInOne: boolean }): Promise<void> => {
  const running = await startProcess()
  const { config } = running
  const serving = await serve(running)
  const worker = options.allInOne ? await workerOf(running, config.workerQueues) : null
  const beat = options.allInOne ? await beatOf(running) : null
  write(`Coset is ready at ${serving.url}`)
  if (serving.generatedPassword !== null) write(`Administrator: ${config.adminUsername} / ${serving.generatedPassword}  (shown once)`)
  if (serving.signInLink !== null && !running.production) write(`Sign in with this link (once, within 15 minutes): ${serving.signInLink}`)
  if (config.loadExamples) {
    const { loadExamples } = await import('../services/examples.ts')
    const loaded = await loadExamples(running)
    if (loaded > 0) write(`Loaded ${loaded} example dashboards`)
  }
  untilSignal(async () => {
    await serving.app.close()
    await beat?.close()
    await worker?.close(GRACE_MS)
    await running.close()
  })
}
