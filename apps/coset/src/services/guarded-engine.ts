import { realpathSync } from 'node:fs'
import { BadRequest } from '@coset/core'
import type { Engine } from '@coset/engines'

const real = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path // not there: it cannot be one of ours under another name
  }
}

/** An engine that opens none of the server's own files: whoever read them would read every password hash. */
export const guardedEngine = (engine: Engine, ownFiles: readonly string[]): Engine => ({
  ...engine,
  validate: (config) => {
    engine.validate(config)
    const path = config.uri.database
    if (path !== null && config.uri.host === null && ownFiles.map(real).includes(real(path)))
      throw new BadRequest('This file belongs to the server', { code: 'CONNECTION_ACCESS_DENIED_ERROR', status: 422, envelope: 'errors' })
  },
})
