import { type Config, SETTINGS } from '../config/settings.ts'

const MASK = '********'

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // not percent-encoded: it stands for itself
  }
}

/** The secret parts of an address: its password, as written and decoded. Texts that are no address are secret as a whole. */
const secretsOf = (value: string): readonly string[] => {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(value) && value.includes('//')
  if (!address) return /^[a-z-]+:$/.test(value) ? [] : [value]
  const password = /\/\/[^/?#]*?:(?<password>.*)@/.exec(value)?.groups?.['password'] ?? ''
  const arguments_ = [...value.matchAll(/[?&][\w.-]*(?:password|secret|token|key)[\w.-]*=([^&#]+)/gi)].map((match) => match[1] ?? '')
  return [password, ...arguments_].flatMap((text) => [text, decoded(text)])
}

/** Texts under names such as `clientSecret`, `bindPassword` or `privateKey`, however deep. */
const nestedSecrets = (value: unknown, secret = false): readonly string[] => {
  if (typeof value === 'string') return secret ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inside]) => nestedSecrets(inside, secret || /secret|password|token|(?:private|decryption)key$/i.test(name)))
}

/** Cuts every secret of the configuration out of a text, whatever put it there. */
export const scrubber = (config: Config): ((text: string) => string) => {
  const secrets = Object.entries(SETTINGS).flatMap(([key, setting]) => {
    const value: unknown = config[key as keyof Config]
    if (!('secret' in setting) || setting.secret !== true) return []
    return typeof value === 'string' ? secretsOf(value) : nestedSecrets(value)
  })
  const longestFirst = [...new Set(secrets)].filter((one) => one.length > 1).toSorted((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((scrubbed, secret) => scrubbed.replaceAll(secret, MASK), text)
}
