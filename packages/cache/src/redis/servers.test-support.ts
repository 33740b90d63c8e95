import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder, until } from '@coset/testing'
import { freePort, program, type StartedServer, startServer } from '../servers.test-support.ts'

const run = promisify(execFile)

export interface RedisServers extends AsyncDisposable {
  readonly servers: readonly StartedServer[]
}

const servers = (path: string): string => program(path, path === 'redis-cli' ? 'redis-tools' : 'redis-server')

const ask = async (port: number, ...command: readonly string[]): Promise<string> =>
  (await run(servers('redis-cli'), ['-h', '127.0.0.1', '-p', String(port), ...command])).stdout

/** The bus of a cluster listens 10,000 above. */
const clusterPort = async (): Promise<number> => {
  const port = await freePort()
  return port <= 55_000 ? port : clusterPort()
}

const started = async (
  work: (folder: string, start: (port: number, lines: readonly string[], args?: readonly string[]) => Promise<StartedServer>) => Promise<void>,
) => {
  const folder = temporaryFolder()
  const running: StartedServer[] = []
  const end = async (): Promise<void> => {
    for (const server of running) await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  }
  try {
    await work(folder.path, async (port, lines, args = []) => {
      const path = join(folder.path, `${port}.conf`)
      await writeFile(path, [`port ${port}`, 'bind 127.0.0.1', `dir ${folder.path}`, 'save ""', ...lines, ''].join('\n'))
      const server = await startServer(servers('redis-server'), [path, ...args], port)
      running.push(server)
      return server
    })
  } catch (error) {
    await end()
    throw error
  }
  return { servers: running, [Symbol.asyncDispose]: end }
}

/** Three masters that share the slots; users need `password`. */
export const startCluster = (password: string): Promise<RedisServers> =>
  started(async (_, start) => {
    const ports: number[] = []
    for (let i = 0; i < 3; i++) {
      const port = await clusterPort()
      ports.push(port)
      await start(port, ['cluster-enabled yes', `cluster-config-file ${port}.nodes`, 'cluster-node-timeout 2000', `requirepass ${password}`])
    }
    await run(servers('redis-cli'), ['-a', password, '--no-auth-warning', '--cluster', 'create', ...ports.map((port) => `127.0.0.1:${port}`), '--cluster-yes'])
    for (const port of ports)
      await until('the cluster', async () => (await ask(port, '-a', password, '--no-auth-warning', 'cluster', 'info')).includes('cluster_state:ok'))
  })

/** A master, a replica and a sentinel, in this order; the master is named `coset`. */
export const startSentinel = (): Promise<RedisServers> =>
  started(async (_, start) => {
    const [master, replica, sentinel] = [await freePort(), await freePort(), await freePort()]
    await start(master, [])
    await start(replica, [`replicaof 127.0.0.1 ${master}`, 'repl-diskless-sync-delay 0'])
    await until('the replica', async () => (await ask(replica, 'info', 'replication')).includes('master_link_status:up'))
    const watch = [`sentinel monitor coset 127.0.0.1 ${master} 1`, 'sentinel down-after-milliseconds coset 500', 'sentinel failover-timeout coset 3000']
    await start(sentinel, watch, ['--sentinel'])
    await until('the sentinel to find the replica', async () => (await ask(sentinel, 'sentinel', 'replicas', 'coset')).includes(String(replica)))
  })
