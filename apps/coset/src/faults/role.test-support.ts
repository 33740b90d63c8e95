import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from '@coset/testing'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const GRACE_MS = 8000

/** A process that can be killed without warning. */
export interface Killable extends AsyncDisposable {
  readonly pid: number
  /** All that it has written so far, errors included. */
  output(): string
  /** Throws with the output when the process ends before. */
  waitFor(pattern: RegExp, limitMs?: number): Promise<RegExpExecArray>
  /** SIGKILL; resolves when the process and all that it had started are gone. */
  kill(): Promise<void>
}

const childrenOf = (pid: number): readonly number[] => {
  const pairs = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const own = pairs.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []))
  return own.flatMap((child) => [child, ...childrenOf(child)])
}

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const over = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Starts a program with exactly this environment (PATH and HOME aside). Throws when it is not on the PATH, naming its package. */
export const startKillable = async (
  program: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<Killable> => {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...options.env },
    cwd: options.cwd,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const closed = once(child, 'close')
  await once(child, 'spawn').catch((cause: unknown) => {
    throw new Error(`${program} cannot be started: install the package ${program}`, { cause })
  })
  const pid = child.pid ?? 0
  return {
    pid,
    output: () => said,
    waitFor: async (pattern, limitMs = 30_000) => {
      await until(`${pattern} in the output`, () => pattern.test(said) || over(child), limitMs).catch((cause: unknown) => {
        throw new Error(`no ${pattern} in:\n${said.slice(-3000)}`, { cause })
      })
      const match = pattern.exec(said)
      if (match === null) throw new Error(`the process ended without ${pattern}:\n${said.slice(-3000)}`)
      return match
    },
    kill: async () => {
      const children = childrenOf(pid)
      child.kill('SIGKILL')
      await closed
      await until('what the killed process had started to end', () => !children.some(lives))
    },
    [Symbol.asyncDispose]: async () => {
      if (over(child)) return
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
      child.kill('SIGTERM')
      await closed
      clearTimeout(timer)
    },
  }
}

export type Role = 'serve' | 'worker' | 'beat'

const READY: Readonly<Record<Role, RegExp>> = {
  serve: /Coset is ready at (http:\S+)/,
  worker: /Worker (\S+) takes/,
  beat: /Beat (\S+) watches the clock/,
}

/** A role of a site; resolves when it is ready. `name` is what it told then: its address, or its id. */
export const startRole = async (
  role: Role,
  folder: string,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<Killable & { readonly name: string }> => {
  const killable = await startKillable(process.execPath, [MAIN, role, ...args], {
    env: { COSET_DATA_DIR: folder, COSET_LOAD_EXAMPLES: 'false', COSET_PORT: '0', COSET_WORKER_VISIBILITY_SECONDS: '5', ...env },
    cwd: folder,
  })
  try {
    const [, name = ''] = await killable.waitFor(READY[role])
    return { ...killable, name }
  } catch (error) {
    await killable[Symbol.asyncDispose]()
    throw error
  }
}

/** Lines of the log at a level of 30 (info) or more, as objects. */
export const logLines = (output: string): readonly { readonly level: number; readonly msg: string }[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{"level":'))
    .map((line) => JSON.parse(line) as { level: number; msg: string })
