import { setFlagsFromString } from 'node:v8'
import { loadConfig } from '../config/load.ts'
import { createProcess, type Process } from '../context.ts'

/** Every role's first steps: memory, file mode, configuration, the wired parts. */
export const startProcess = async (): Promise<Process> => {
  // The SQL parser's WebAssembly needs a quarter of the memory without the optimising tier
  setFlagsFromString('--liftoff-only')
  // Files of the data folder are for their owner alone
  process.umask(0o077)
  return createProcess(await loadConfig(), process.env['NODE_ENV'] === 'production')
}
