import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const START_MS = 60_000
const STOP_MS = 10_000

export interface Coset extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** Milliseconds from the start of the process to the first answered request. */
  readonly firstAnswerMs: number
  /** Resolves with the milliseconds since the start when a line of the output matches; also for lines already printed. */
  printed(line: RegExp): Promise<number>
}

interface Line {
  readonly text: string
  readonly ms: number
}

const endChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(timer)
}

const watchLines = (child: ChildProcess, start: number) => {
  const lines: Line[] = []
  let rest = ''
  let errors = ''
  const heard = new EventTarget()
  child.stdout?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n')
    rest = parts.pop() ?? ''
    for (const text of parts) lines.push({ text, ms: performance.now() - start })
    heard.dispatchEvent(new Event('line'))
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2000)
  })
  child.once('exit', () => heard.dispatchEvent(new Event('line')))
  return async (wanted: RegExp): Promise<Line> => {
    const signal = AbortSignal.timeout(START_MS)
    for (;;) {
      const found = lines.find(({ text }) => wanted.test(text))
      if (found !== undefined) return found
      if (child.exitCode !== null) throw new Error(`Coset ended with ${child.exitCode}: ${errors}`)
      await once(heard, 'line', { signal }).catch((cause: unknown) => {
        throw new Error(`Coset did not print ${wanted} in time: ${errors}`, { cause })
      })
    }
  }
}

/** The environment without settings of Coset: the bench measures the defaults. */
export const inherited = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('COSET_')))

/** Starts Coset as `npm start` does, on a free port, and waits until it has answered. The password of `admin` is `admin`; `settings` are further variables of its environment. */
export const startCoset = async (
  dataDir: string,
  options: { readonly examples: boolean; readonly settings?: Readonly<Record<string, string>> },
): Promise<Coset> => {
  const start = performance.now()
  const child = spawn(join(ROOT, 'node_modules/.bin/node'), [join(ROOT, 'apps/coset/src/main.ts'), 'serve', '--all-in-one'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited(),
      COSET_PORT: '0',
      COSET_DATA_DIR: dataDir,
      COSET_ADMIN_PASSWORD: 'admin',
      COSET_LOG_LEVEL: 'silent',
      COSET_LOAD_EXAMPLES: String(options.examples),
      ...options.settings,
    },
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    await endChild(child)
    process.off('exit', kill)
  }
  try {
    const line = watchLines(child, start)
    const url = /http:\S+/.exec((await line(/ready at http/)).text)?.[0] ?? ''
    const answer = await fetch(`${url}/health`)
    const firstAnswerMs = performance.now() - start
    if (answer.status !== 200 || child.pid === undefined) throw new Error(`Coset’s /health answered ${answer.status}`)
    return { url, pid: child.pid, firstAnswerMs, printed: async (wanted) => (await line(wanted)).ms, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}
