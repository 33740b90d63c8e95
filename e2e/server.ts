import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { temporaryFolder } from '@coset/testing'
import { inject } from 'vitest'

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
  /** An empty folder for its data, which stays when the server ends. */
  readonly folder?: string
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

/** Takes over the prepared site: its files, and the new address of its examples. */
const copyPrepared = (folder: string): void => {
  const prepared = inject('prepared')
  cpSync(prepared, folder, { recursive: true })
  const database = new DatabaseSync(join(folder, 'coset.db'))
  database.prepare('UPDATE databases SET sqlalchemy_uri = replace(sqlalchemy_uri, ?, ?)').run(prepared, folder)
  database.close()
}

/** The product as a person starts it: own process and data folder, examples, a free port. With an environment of its own it is a first start. */
export const startProduct = async ({ env = {}, alone = false, folder: kept }: ProductOptions = {}): Promise<RunningServer> => {
  const own = kept === undefined ? temporaryFolder() : null
  const folder = kept ?? own?.path ?? ''
  const first = own === null || Object.keys(env).length > 0
  if (!first) copyPrepared(folder)
  const start = (...command: readonly string[]): ChildProcess =>
    spawn(process.execPath, [join(root, 'apps/coset/src/main.ts'), ...command], {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        HOME: folder,
        COSET_PORT: '0',
        COSET_DATA_DIR: folder,
        COSET_ADMIN_PASSWORD: PASSWORD,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const child = start('serve', alone ? '--no-all-in-one' : '--all-in-one')
  const [url = '', link = ''] = await printed(child, /ready at (http:\S+)/, /(http:\S+\/login\/once\/\S+)/, ...(first ? [/Loaded (\d+) example/] : []))
  return {
    url,
    link,
    folder,
    worker: async () => {
      const worker = start('worker')
      await printed(worker, /(worker)/i)
      return { stop: () => ended(worker) }
    },
    stop: async () => {
      await ended(child)
      own?.[Symbol.dispose]()
    },
  }
}
