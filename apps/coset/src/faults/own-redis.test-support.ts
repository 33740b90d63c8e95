import { type TemporaryFolder, temporaryFolder } from '@coset/testing'
import { freePort } from './door.test-support.ts'
import { type Killable, startKillable } from './role.test-support.ts'

/** A Redis of a test's own that writes down each command before it answers. */
export interface OwnRedis extends AsyncDisposable {
  readonly url: string
  kill(): Promise<void>
  /** Starts it again on the same port and files. */
  startAgain(): Promise<void>
}

const start = async (port: number, folder: TemporaryFolder): Promise<Killable> => {
  const lasting = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '']
  const server = await startKillable('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder.path, ...lasting], { cwd: folder.path })
  await server.waitFor(/Ready to accept connections/)
  return server
}

export const openRedis = async (): Promise<OwnRedis> => {
  const folder = temporaryFolder()
  const port = await freePort()
  let server = await start(port, folder)
  return {
    url: `redis://127.0.0.1:${port}/0`,
    kill: () => server.kill(),
    startAgain: async () => {
      server = await start(port, folder)
    },
    [Symbol.asyncDispose]: async () => {
      await server.kill()
      folder[Symbol.dispose]()
    },
  }
}
