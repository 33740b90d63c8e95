import { AppError } from '@coset/core'
import { handlers } from '@coset/resources'

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const pattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .replace(/\/$/, '')
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : escaped(part)))
      .join('/')}/?$`,
  )

let known: readonly { readonly method: string; readonly at: RegExp }[] | undefined

/** Methods of the API that stand at an address; empty: there is no such address. */
export const methodsAt = (url: string): readonly string[] => {
  known ??= handlers.map(({ route }) => ({ method: route.method, at: pattern(route.path) }))
  const path = url.split('?')[0] ?? ''
  return [...new Set(known.filter(({ at }) => at.test(path)).map(({ method }) => method))]
}

/** The address is there, the method is not. */
export const methodNotAllowed = (method: string, methods: readonly string[]): AppError =>
  new AppError(`${method} is not possible here, only ${methods.join(', ')}`, { code: 'GENERIC_BACKEND_ERROR', status: 405, envelope: 'errors' })
