import { AppError } from '@coset/core'

export type Level = 'ok' | 'warning' | 'broken'

/** One line of the doctor: what was looked at, how it is, and why in one sentence without secrets. */
export interface Finding {
  readonly name: string
  readonly level: Level
  readonly said: string
}

export type Opinion = Omit<Finding, 'name'>

export const ok = (said: string): Opinion => ({ level: 'ok', said })
export const warning = (said: string): Opinion => ({ level: 'warning', said })
export const broken = (said: string): Opinion => ({ level: 'broken', said })

const LIMIT_MS = 15_000

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : error.name)

/** What went wrong in one line; the deepest cause is told where the error itself is a general sentence. */
export const sentence = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const own = error.message === '' ? codeOf(error) : error.message
  const cause = error instanceof AppError && error.cause instanceof Error ? sentence(error.cause) : ''
  return (cause === '' || own.includes(cause) ? own : `${own} (${cause})`).replace(/\s+/g, ' ').slice(0, 400)
}

/** Runs one check; a rejection and an answer that takes too long are findings too. */
export const examine = async (name: string, check: (signal: AbortSignal) => Opinion | Promise<Opinion>, limitMs = LIMIT_MS): Promise<Finding> => {
  const late = Promise.withResolvers<Opinion>()
  const stop = new AbortController()
  const timer = setTimeout(() => {
    late.resolve(broken(`no answer within ${limitMs / 1000} seconds`))
    stop.abort()
  }, limitMs)
  try {
    return { name, ...(await Promise.race([Promise.resolve(stop.signal).then(check), late.promise])) }
  } catch (error) {
    return { name, ...broken(sentence(error)) }
  } finally {
    clearTimeout(timer)
  }
}
