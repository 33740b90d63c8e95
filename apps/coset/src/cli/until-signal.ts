import { write } from './output.ts'

const SHUTDOWN_MS = 30_000

/** Ends the process in order on SIGTERM or SIGINT; by force when that takes longer than half a minute. */
export const untilSignal = (close: () => Promise<void>): void => {
  let ending = false
  const end = (signal: NodeJS.Signals): void => {
    if (ending) return
    ending = true
    write(`${signal}: finishing what runs`)
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref()
    close()
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        write(String(error))
        process.exit(1)
      })
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}
