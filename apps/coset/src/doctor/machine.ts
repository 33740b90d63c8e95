import { accessSync, constants, existsSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { findChromium } from '@coset/render/browser'
import type { Config } from '../config/settings.ts'
import { broken, type Opinion, ok, warning } from './finding.ts'

const nearestFolder = (path: string): string => (existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path)))

/** The data folder can be written; nothing is left in it. */
export const checkDataFolder = (config: Config): Opinion => {
  const folder = resolve(config.dataDir)
  if (!existsSync(folder)) {
    const above = nearestFolder(dirname(folder))
    accessSync(above, constants.W_OK)
    return ok(`${folder} is not there yet and can be made`)
  }
  if (!statSync(folder).isDirectory()) return broken(`${folder} is not a folder`)
  const probe = join(folder, `.doctor-${process.pid}`)
  try {
    writeFileSync(probe, 'x', { mode: 0o600 })
  } catch (error) {
    return broken(`${folder} cannot be written: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}`)
  } finally {
    rmSync(probe, { force: true })
  }
  const open = process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0
  return open ? warning(`${folder} can be read by other accounts; chmod 700 it`) : ok(`${folder} can be written`)
}

const GB = 1_000_000_000
const LITTLE = GB
const NONE = 50_000_000

/** Room where the data folder is or will be. */
export const checkDisk = (config: Config): Opinion => {
  const folder = nearestFolder(resolve(config.dataDir))
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const said = `${(free / GB).toFixed(1)} GB free at ${folder}`
  if (free < NONE) return broken(said)
  return free < LITTLE ? warning(said) : ok(said)
}

/** The browser that draws what the server cannot. Without it the server draws, so its absence breaks nothing. */
export const checkChromium = (environment: NodeJS.ProcessEnv): Opinion => {
  const found = findChromium(environment)
  if (found.kind === 'unusable') return warning(`COSET_CHROMIUM names ${found.path}, which cannot be run`)
  return ok(found.kind === 'none' ? 'not found; pictures are drawn without it' : found.path)
}
