import { chmod, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

export const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code

/** The folders of a site's cache. Only its user may enter them, whoever may enter the folder around. */
export interface Folders {
  readonly entries: string
  readonly leases: string
  /** Files that are not complete yet, and folders on their way out. */
  readonly writing: string
}

export const foldersIn = (root: string): Folders => ({ entries: join(root, 'entries'), leases: join(root, 'leases'), writing: join(root, 'writing') })

/** Makes the folders, those above included, for this user alone. Fails when somebody else owns one. */
export const makeFolders = async (folders: Folders): Promise<void> => {
  for (const path of [folders.entries, folders.leases, folders.writing]) {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await chmod(path, 0o700)
  }
}

/** The call's outcome; undefined when a file or folder that it needs is gone. */
export const unlessGone = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await call()
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Names in a folder; none when it is not there. */
export const namesIn = async (path: string): Promise<readonly string[]> => (await unlessGone(() => readdir(path))) ?? []

/** The folders by hash below the folder of entries. */
export const fansIn = async (entries: string): Promise<readonly string[]> =>
  (await namesIn(entries)).filter((name) => /^[0-9a-f]{2}$/.test(name)).map((name) => join(entries, name))

/** A call whose folders may be missing: makes them and tries once more. */
export const withFolders = async <T>(folders: Folders, call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
    await makeFolders(folders)
    return call()
  }
}

/** Runs work over items, few at a time: the threads of the file system are everybody's. */
export const inTurns = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const TOGETHER = 4
  for (let i = 0; i < items.length; i += TOGETHER) await Promise.all(items.slice(i, i + TOGETHER).map(work))
}

/** Removes a file or a folder with all in it; nothing there is fine. */
export const removePath = (path: string): Promise<void> => rm(path, { recursive: true, force: true })
