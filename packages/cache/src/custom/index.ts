import { createRequire } from 'node:module'
import { isAbsolute, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BadRequest } from '@coset/core'
import { guarded } from '../guarded.ts'
import type { Cache, CacheWatcher } from '../port.ts'

/** What a module of one's own is given. It may fail: its failures count as absence, as with any other member. */
export interface CustomCacheOptions {
  readonly prefix: string
  readonly maxBytes: number
  readonly watch: CacheWatcher
}

/** The default export of a cache module. */
export type CacheModule = (options: CustomCacheOptions) => Cache | Promise<Cache>

const PACKAGE = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(\/[A-Za-z0-9._~/-]+)?$/
const METHODS = ['get', 'set', 'delete', 'deletePrefix', 'lease', 'release', 'close'] as const

/** A package beside this one, or of the folder that the server was started in. */
const importPackage = async (name: string): Promise<unknown> => {
  const found = ((): string | undefined => {
    try {
      return pathToFileURL(createRequire(join(process.cwd(), 'cache.js')).resolve(name)).href
    } catch {
      return undefined
    }
  })()
  return import(found ?? name)
}

const load = async (target: string): Promise<unknown> => {
  const path = isAbsolute(target)
  if (!path && !PACKAGE.test(target)) throw new BadRequest('After module: stands an absolute path or the name of a package')
  try {
    return await (path ? import(pathToFileURL(target).href) : importPackage(target))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new BadRequest(`The module of the module: cache cannot be loaded${code}`)
  }
}

const isCache = (made: unknown): made is Cache => missing(made).length === 0

const missing = (made: unknown): readonly string[] => {
  if (typeof made !== 'object' || made === null) return ['shared', ...METHODS]
  const held = new Map(['shared', ...METHODS].map((name) => [name, Reflect.get(made, name) as unknown]))
  return [...held].flatMap(([name, value]) => (typeof value === (name === 'shared' ? 'boolean' : 'function') ? [] : [name]))
}

/** The cache that a module of one's own makes. Throws BadRequest that names what the module lacks. */
export const customCache = async (target: string, options: CustomCacheOptions): Promise<Cache> => {
  const module = await load(target)
  const make: unknown = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined
  if (typeof make !== 'function') throw new BadRequest('The module of the module: cache must export a function as its default')
  let made: unknown
  try {
    made = await (make as (given: CustomCacheOptions) => unknown)(options)
  } catch {
    throw new BadRequest('The module of the module: cache failed when it was opened')
  }
  if (!isCache(made)) throw new BadRequest(`The cache of the module: cache lacks ${missing(made).join(', ')}`)
  return guarded(made, options)
}
