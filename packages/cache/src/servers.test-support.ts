import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { connect, createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { until } from '@coset/testing'

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of a program. Throws with the package to install when it is not there. */
export const program = (name: string, packageName: string): string => {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram)
  if (found !== undefined) return found
  throw new Error(`${name} is not on the PATH: install the package ${packageName}`)
}

/** A port of 127.0.0.1 that nobody listens on. */
export const freePort = async (): Promise<number> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}

const answers = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    const end = (open: boolean): void => {
      socket.destroy()
      done(open)
    }
    socket.on('connect', () => end(true)).on('error', () => end(false))
  })

export interface StartedServer extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void
}

/** Starts a server that listens on `port` and waits until it does; disposing ends it. */
export const startServer = async (path: string, args: readonly string[], port: number): Promise<StartedServer> => {
  const child: ChildProcess = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said += text.toString()))
  const closed = once(child, 'close')
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGCONT')
      child.kill('SIGKILL')
    }
    await closed
  }
  try {
    await until(`${path} to listen`, () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${path} ended: ${said.slice(-2000)}`)
      return answers(port)
    })
  } catch (error) {
    await end()
    throw error
  }
  return { port, pid: child.pid ?? 0, signal: (name) => child.kill(name), [Symbol.asyncDispose]: end }
}

export const startMemcached = async (port?: number, extra: readonly string[] = []): Promise<StartedServer> => {
  const at = port ?? (await freePort())
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  return startServer(program('memcached', 'memcached'), ['-l', '127.0.0.1', '-U', '0', '-p', String(at), ...user, ...extra], at)
}
