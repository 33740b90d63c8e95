import { EngineFailure } from '@coset/core'

/** 422: the database could not be reached or entered. */
export const connectionFailure = (code: string, message: string, cause?: unknown): EngineFailure =>
  new EngineFailure(message, { code, status: 422, envelope: 'errors', cause })

const NETWORK: Readonly<Record<string, readonly [code: string, message: string]>> = {
  ENOTFOUND: ['CONNECTION_INVALID_HOSTNAME_ERROR', 'The host name cannot be resolved'],
  EAI_AGAIN: ['CONNECTION_INVALID_HOSTNAME_ERROR', 'The host name cannot be resolved'],
  ECONNREFUSED: ['CONNECTION_PORT_CLOSED_ERROR', 'The host refused the connection on this port'],
  ETIMEDOUT: ['CONNECTION_HOST_DOWN_ERROR', 'The host did not answer'],
  EHOSTUNREACH: ['CONNECTION_HOST_DOWN_ERROR', 'The host cannot be reached'],
  ENETUNREACH: ['CONNECTION_HOST_DOWN_ERROR', 'The host cannot be reached'],
  ECONNRESET: ['CONNECTION_HOST_DOWN_ERROR', 'The database closed the connection'],
  EPIPE: ['CONNECTION_HOST_DOWN_ERROR', 'The database closed the connection'],
}

/** A socket's error as ours, or null when it is none. Several failed addresses count as the first. */
export const networkFailure = (error: Error): EngineFailure | null => {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : ''
  const known = NETWORK[code]
  if (known !== undefined) return connectionFailure(known[0], known[1], error)
  if (/Connection terminated unexpectedly|Connection lost|Client has encountered a connection error/.test(error.message)) {
    return connectionFailure('CONNECTION_HOST_DOWN_ERROR', 'The database closed the connection', error)
  }
  return null
}
