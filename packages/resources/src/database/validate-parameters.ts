import { AppError, Unprocessable } from '@coset/core'
import type { Context } from '../context.ts'
import { type DatabaseFields, testConnection } from './save.ts'

const NEEDED = ['host', 'port', 'database', 'username'] as const

/** What of a form is to blame for an error of the connection. */
const BLAMED: Readonly<Record<string, readonly string[]>> = {
  CONNECTION_INVALID_HOSTNAME_ERROR: ['host'],
  CONNECTION_PORT_CLOSED_ERROR: ['host', 'port'],
  CONNECTION_HOST_DOWN_ERROR: ['host', 'port'],
  CONNECTION_ACCESS_DENIED_ERROR: ['username', 'password'],
  CONNECTION_UNKNOWN_DATABASE_ERROR: ['database'],
}

const refuseEngine = (ctx: Context, engine: string): void => {
  if (ctx.engines.list().some((one) => one.id === engine && one.hasParameters)) return
  throw new Unprocessable(`Engine "${engine}" cannot be configured through parameters.`, { code: 'GENERIC_DB_ENGINE_ERROR', envelope: 'errors' })
}

/** Tries the parameters of a form. Throws 422 that names what is `missing` or `invalid`. */
export const validateParameters = async (ctx: Context, fields: DatabaseFields): Promise<void> => {
  if (typeof fields.engine === 'string') refuseEngine(ctx, fields.engine)
  const parameters = fields.parameters ?? {}
  const missing = NEEDED.filter((key) => parameters[key] === undefined || parameters[key] === '' || parameters[key] === null)
  if (missing.length > 0)
    throw new Unprocessable(`One or more parameters are missing: ${missing.join(', ')}`, {
      code: 'CONNECTION_MISSING_PARAMETERS_ERROR',
      envelope: 'errors',
      level: 'warning',
      details: { missing },
    })
  try {
    await testConnection(ctx, fields)
  } catch (error) {
    const invalid = error instanceof AppError ? BLAMED[error.code] : undefined
    if (!(error instanceof AppError) || invalid === undefined) throw error
    const { code, status, details } = error
    throw new AppError(error.message, { code, status, envelope: 'errors', details: { ...details, invalid }, cause: error })
  }
}
