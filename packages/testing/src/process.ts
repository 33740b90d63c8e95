import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { until } from './until.ts'

export interface RunningProcess extends AsyncDisposable {
  /** All that it has written so far, errors included. */
  output(): string
  /** Waits for a text in the output and gives the match. Throws with the output when the process ends before. */
  waitFor(pattern: RegExp, limitMs?: number): Promise<RegExpExecArray>
  /** Asks it to end and gives its exit code. */
  stop(): Promise<number | null>
  /** Waits for it to end by itself and gives its exit code. */
  ended(): Promise<number | null>
}

/** What every program that tests start is given: where things are, and where compiled code is kept. */
const given = (): Record<string, string> => {
  const kept: Record<string, string> = {}
  for (const name of ['PATH', 'HOME', 'NODE_COMPILE_CACHE']) kept[name] = process.env[name] ?? ''
  return kept
}

/** Starts a Node program with exactly this environment (PATH, HOME and Node’s own cache aside). */
export const startProcess = (
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): RunningProcess => {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...given(), ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const closed = once(child, 'close')
  const ended = async (): Promise<number | null> => {
    await closed
    return child.exitCode
  }
  const stop = (): Promise<number | null> => {
    if (child.exitCode === null) child.kill('SIGTERM')
    return ended()
  }
  return {
    output: () => said,
    waitFor: async (pattern, limitMs = 60_000) => {
      await until(`${pattern} in the output`, () => pattern.test(said) || child.exitCode !== null, limitMs)
      const match = pattern.exec(said)
      if (match === null) throw new Error(`the process ended without ${pattern}:\n${said.slice(-5000)}`)
      return match
    },
    stop,
    ended,
    [Symbol.asyncDispose]: async () => {
      await stop()
    },
  }
}
