import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createSecrets, type Metadata } from '@coset/metadata'
import { secretKeyOf } from '../config/secret-key.ts'
import type { Config } from '../config/settings.ts'
import { broken, type Opinion, ok, sentence, warning } from './finding.ts'

/** The key in force; null while none has been made yet. Makes none. */
const keyOf = (config: Config): string | null =>
  config.secretKey === '' && !existsSync(join(resolve(config.dataDir), 'secret-key')) ? null : secretKeyOf(config, false)

const sealedText = async (metadata: Metadata): Promise<string | null> => {
  const { db } = metadata
  const row = await db
    .selectFrom('databases')
    .select(['password', 'encrypted_extra'])
    .where((e) => e.or([e('password', 'is not', null), e('encrypted_extra', 'is not', null)]))
    .limit(1)
    .executeTakeFirst()
  return row?.password ?? row?.encrypted_extra ?? null
}

/** Strength of the key, and whether it opens what is sealed in the metadata database. */
export const checkSecretKey = async (config: Config, production: boolean, metadata: Metadata | null): Promise<Opinion> => {
  const weak = ((): string | null => {
    try {
      if (config.secretKey !== '' || production) secretKeyOf(config, true)
      return null
    } catch (error) {
      return sentence(error)
    }
  })()
  if (weak !== null && production) return broken(weak)
  const key = keyOf(config)
  if (key === null) return ok('none yet; the first start makes one in the data folder')
  const sealed = metadata === null ? null : await sealedText(metadata)
  if (sealed !== null) {
    try {
      createSecrets(key).open(sealed)
    } catch (error) {
      return broken(sentence(error))
    }
  }
  if (weak !== null) return warning(`${weak}; production refuses it`)
  return ok(`${config.secretKey === '' ? 'made at the first start' : 'strong enough'}${sealed === null ? '' : ', opens stored secrets'}`)
}
