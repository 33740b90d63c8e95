import { loadConfig, maskedConfig } from '../config/load.ts'
import { write } from './output.ts'

/** `coset config`: the settings in force, secrets masked. */
export const configCommand = async (): Promise<void> => write(JSON.stringify(maskedConfig(await loadConfig()), null, 2))
