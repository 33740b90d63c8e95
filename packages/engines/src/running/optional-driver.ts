import { BadRequest } from '@coset/core'

/** A driver that is only installed where it is wanted. Throws BadRequest that says how to get it. */
export const optionalDriver = async (label: string, packageName: string): Promise<unknown> => {
  try {
    const loaded: unknown = await import(packageName)
    return loaded
  } catch (cause) {
    throw new BadRequest(`${label} needs the package "${packageName}" beside the server: npm install ${packageName}`, {
      code: 'GENERIC_DB_ENGINE_ERROR',
      status: 422,
      envelope: 'errors',
      cause,
    })
  }
}
