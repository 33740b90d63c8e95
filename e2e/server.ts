import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { temporaryFolder } from '@coset/testing'

export const PASSWORD = 'a password of the tests'

export interface RunningServer {
  readonly url: string
  /** The sign-in link that the server printed. */
  readonly link: string
  /** Where its data stand. */
  readonly folder: string
  /** A worker beside it, on the same data. Resolves once it takes jobs. */
  worker(): Promise<{ stop(): Promise<void> }>
  stop(): Promise<void>
}

export interface ProductOptions {
  readonly env?: Readonly<Record<string, string>>
  /** The server without worker and beat. */
  readonly alone?: boolean
}

const root = join(import.meta.dirname, '..')

/** Resolves once all texts were printed; rejects with what was printed when the process ends before. */
const printed = (child: ChildProcess, ...patterns: readonly RegExp[]): Promise<readonly string[]> =>
  new Promise((done, failed) => {
    let text = ''
    const read = (chunk: Buffer): void => {
      text += chunk.toString()
      const found = patterns.map((pattern) => pattern.exec(text)?.[1])
      if (found.every((one) => one !== undefined)) done(found.map((one) => one ?? ''))
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => failed(new Error(`The server ended with ${code}:\n${text}`)))
  })

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((stopped) => {
    child.once('exit', () => stopped())
    child.kill('SIGTERM')
  })

/** The product as a person starts it: own process, empty data folder, examples, a free port. */
export const startProduct = async ({ env = {}, alone = false }: ProductOptions = {}): Promise<RunningServer> => {
  const folder = temporaryFolder()
  const start = (...command: readonly string[]): ChildProcess =>
    spawn(process.execPath, [join(root, 'apps/coset/src/main.ts'), ...command], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: folder.path, COSET_PORT: '0', COSET_DATA_DIR: folder.path, COSET_ADMIN_PASSWORD: PASSWORD, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const child = start('serve', alone ? '--no-all-in-one' : '--all-in-one')
  const [url = '', link = ''] = await printed(child, /ready at (http:\S+)/, /(http:\S+\/login\/once\/\S+)/, /Loaded (\d+) example/)
  return {
    url,
    link,
    folder: folder.path,
    worker: async () => {
      const worker = start('worker')
      await printed(worker, /(worker)/i)
      return { stop: () => ended(worker) }
    },
    stop: async () => {
      await ended(child)
      folder[Symbol.dispose]()
    },
  }
}
