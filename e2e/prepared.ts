import { temporaryFolder } from '@coset/testing'
import type { TestProject } from 'vitest/node'
import { startProduct } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of a site after its first start. */
    readonly prepared: string
  }
}

/** Starts a site once for all files: each begins with a copy. */
export default async ({ provide }: TestProject): Promise<() => void> => {
  const folder = temporaryFolder()
  const server = await startProduct({ folder: folder.path })
  await server.stop()
  provide('prepared', folder.path)
  return () => folder[Symbol.dispose]()
}
