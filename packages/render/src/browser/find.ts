import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** A file that this account may run. */
export const runnable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false // not there, or not for this account
  }
}

export type FoundChromium =
  | { readonly kind: 'found'; readonly path: string }
  /** `COSET_CHROMIUM` names something that cannot be run. */
  | { readonly kind: 'unusable'; readonly path: string }
  | { readonly kind: 'none' }

/** The Chromium of this machine: the one that `COSET_CHROMIUM` names, else the first on the path. */
export const findChromium = (environment: NodeJS.ProcessEnv): FoundChromium => {
  const named = environment['COSET_CHROMIUM'] ?? ''
  if (named !== '') return { kind: runnable(named) ? 'found' : 'unusable', path: named }
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const path = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(runnable)
  return path === undefined ? { kind: 'none' } : { kind: 'found', path }
}
