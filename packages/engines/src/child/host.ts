import { type ChildProcess, fork } from 'node:child_process'
import type { Call, ChildFailure, Reply, Request } from './protocol.ts'

/** An error that the database in the child raised; engines turn it into ours. */
export class ChildError extends Error {
  readonly code: string
  constructor(failure: ChildFailure) {
    super(failure.message)
    this.name = 'ChildError'
    this.code = failure.code
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** What the child may see of our environment: nothing that could be a secret. */
const environment = (): Record<string, string> => {
  const kept: Record<string, string> = { TZ: 'UTC' }
  for (const name of ['PATH', 'TMPDIR', 'TEMP', 'SystemRoot', 'LD_LIBRARY_PATH', 'NODE_COMPILE_CACHE']) {
    const value = process.env[name]
    if (value !== undefined) kept[name] = value
  }
  return kept
}

/** A child process with a database in it. */
export class ChildHost {
  private readonly child: ChildProcess
  private readonly waiting = new Map<number, Waiting>()
  private readonly exited: Promise<void>
  private lastId = 0
  private refs = 0
  private dead = false

  constructor(script: URL) {
    this.child = fork(script, [], {
      serialization: 'advanced',
      execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=1024'],
      env: environment(),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.child.on('message', (reply: Reply) => this.settle(reply))
    this.exited = new Promise((resolve) => {
      const gone = (): void => {
        this.dead = true
        for (const { reject } of this.waiting.values()) reject(new ChildError({ message: 'The database process ended', code: 'PROCESS_ENDED' }))
        this.waiting.clear()
        resolve()
      }
      this.child.once('exit', gone)
      this.child.once('error', gone)
    })
    this.idle()
  }

  get alive(): boolean {
    return !this.dead
  }

  private settle(reply: Reply): void {
    const waiting = this.waiting.get(reply.id)
    this.waiting.delete(reply.id)
    if ('failure' in reply) waiting?.reject(new ChildError(reply.failure))
    else waiting?.resolve(reply.value)
  }

  /** Rejects with ChildError, also when the process ends before it answers. The answer's shape is the protocol's. */
  async call<T>(call: Call): Promise<T> {
    if (this.dead) throw new ChildError({ message: 'The database process ended', code: 'PROCESS_ENDED' })
    this.hold()
    try {
      return (await new Promise<unknown>((resolve, reject) => {
        const id = ++this.lastId
        this.waiting.set(id, { resolve, reject })
        const request: Request = { id, call }
        this.child.send(request, (error) => {
          if (error === null) return
          this.waiting.delete(id)
          reject(new ChildError({ message: 'The database process ended', code: 'PROCESS_ENDED' }))
        })
      })) as T
    } finally {
      this.letGo()
    }
  }

  /** Keeps the parent alive until `letGo`, once for each call. */
  hold(): void {
    if (this.refs++ > 0) return
    this.child.ref()
    this.child.channel?.ref()
  }

  letGo(): void {
    if (--this.refs === 0) this.idle()
  }

  private idle(): void {
    this.child.unref()
    this.child.channel?.unref()
  }

  /** Ends the process at once, whatever it does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    this.hold()
    await this.exited
    this.letGo()
  }

  /** Lets the process end by itself so that files are closed properly; kills it after two seconds. */
  async end(): Promise<void> {
    if (this.dead) return
    if (this.child.connected) this.child.disconnect()
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 2_000)
    this.child.ref()
    await this.exited
    clearTimeout(timer)
  }
}
