import { Worker } from 'node:worker_threads'
import type { Call, ChildDatabase, ChildFailure, Reply, Request } from './protocol.ts'

const answer = (database: ChildDatabase, call: Call): unknown => {
  switch (call.op) {
    case 'open':
      return database.open(call.options)
    case 'start':
      return database.start(call.session, call.options)
    case 'next':
      return database.next(call.session)
    case 'finish':
      return database.finish(call.session)
    case 'interrupt':
      return database.interrupt(call.session)
    case 'closeSession':
      return database.closeSession(call.session)
    case 'describe':
      return database.describe(call.sql, call.schema)
    case 'ask':
      return database.ask(call.sql, call.values)
  }
}

const failureOf = (error: unknown): ChildFailure => {
  if (!(error instanceof Error)) return { message: String(error), code: '' }
  const code = 'errcode' in error ? error.errcode : 'code' in error ? error.code : ''
  return { message: error.message, code: String(code) }
}

/** Ends this process when its parent is gone though the main thread is deep in a statement and hears nothing. */
const followParent = (): void => {
  const watch = "const parent = process.ppid; setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, 1000)"
  new Worker(watch, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 } }).unref()
}

/** Answers the parent's calls until it goes away. The parent may kill this process at any moment. */
export const serve = (database: ChildDatabase): void => {
  followParent()
  process.on('message', (request: Request) => {
    const reply = (message: Reply): void => {
      process.send?.(message)
    }
    void (async () => {
      try {
        reply({ id: request.id, value: await answer(database, request.call) })
      } catch (error) {
        reply({ id: request.id, failure: failureOf(error) })
      }
    })()
  })
  process.on('disconnect', () => process.exit(0))
}
