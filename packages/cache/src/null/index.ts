import type { Cache } from '../port.ts'

/** Keeps nothing: every key is absent and every lease is free. */
export const nullCache = (): Cache => ({
  shared: false,
  get: async () => undefined,
  set: async () => undefined,
  delete: async () => undefined,
  deletePrefix: async () => undefined,
  lease: async () => true,
  release: async () => undefined,
  close: async () => undefined,
})
