import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'

const ANSWER_MS = 60_000
const STOP_MS = 10_000

/** A program that tells figures by lines. */
export interface Lines extends AsyncDisposable {
  /** The next line that it prints. Throws when it ends before, with what it said last. */
  next(): Promise<string>
}

const over = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

const end = async (child: ChildProcess): Promise<void> => {
  if (over(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(timer)
}

const nextLine = async (reader: Interface, child: ChildProcess): Promise<string> => {
  const stop = new AbortController()
  try {
    const { signal } = stop
    const ended = once(child, 'exit', { signal }).then(() => [null])
    const late = new Promise<[null]>((done) => setTimeout(() => done([null]), ANSWER_MS).unref())
    const [line] = (await Promise.race([once(reader, 'line', { signal }), ended, late])) as [string | null]
    if (line === null) throw new Error('the program gave no line in time')
    return line
  } finally {
    stop.abort()
  }
}

/** Starts a program whose standard output is read by lines; all else that it says is kept for errors. */
export const startLines = (program: string, args: readonly string[], options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv }): Lines => {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000)
  })
  child.on('error', (error) => {
    said += error.message
  })
  const reader = createInterface({ input: child.stdout })
  return {
    next: async () => {
      try {
        return await nextLine(reader, child)
      } catch (cause) {
        throw new Error(`${program} ${args.join(' ')}: ${said}`, { cause })
      }
    },
    [Symbol.asyncDispose]: () => end(child),
  }
}
