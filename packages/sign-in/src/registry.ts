import { nearest } from '@coset/core'
import { z } from 'zod'
import { header } from './header/index.ts'
import { ldap } from './ldap/index.ts'
import { oauth2 } from './oauth2/index.ts'
import { oidc } from './oidc/index.ts'
import type { Provider, ProviderKind } from './port.ts'
import { PRESETS } from './presets.ts'
import { type Rules, ruleSettings } from './rules.ts'
import { saml } from './saml/index.ts'

const KINDS: Readonly<Record<string, ProviderKind>> = { oidc, oauth2, saml, ldap, header }
const ICONS: Readonly<Record<string, string>> = { oidc: 'key', oauth2: 'key', saml: 'key', ldap: 'directory', header: 'key' }

/** Every name that `kind` may have. */
export const PROVIDER_KINDS: readonly string[] = [...Object.keys(KINDS), ...Object.keys(PRESETS)]

export interface Entry {
  readonly provider: Provider
  readonly rules: Rules
}

/** An entry that cannot be used, and why in one sentence without its values. */
export interface BrokenEntry {
  readonly name: string
  readonly reason: string
}

/** Where people come from, by the site's configuration. */
export interface Directories {
  readonly entries: readonly Entry[]
  readonly broken: readonly BrokenEntry[]
}

/** Names that addresses or methods of sessions have already. */
const TAKEN = new Set(['once', 'db', 'password', 'link', 'reset', 'register', 'activate', 'second-step', 'set-up', 'passkey', 'scim'])

const headSchema = z.looseObject({
  kind: z.string().superRefine((kind, context) => {
    if (PROVIDER_KINDS.includes(kind)) return
    const near = nearest(kind, PROVIDER_KINDS)
    context.addIssue({ code: 'custom', message: `must be one of ${PROVIDER_KINDS.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}` })
  }),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be of small letters, digits and dashes')
    .refine((name) => !TAKEN.has(name), 'means something else here')
    .optional(),
  label: z.string().min(1).max(60).optional(),
  icon: z
    .string()
    .regex(/^[a-z0-9-]{1,30}$/)
    .optional(),
  trustEmail: z.boolean().optional(),
})

const RULE_NAMES = new Set(Object.keys(ruleSettings.shape))
const HEAD_NAMES = new Set(Object.keys(headSchema.shape))

const split = (entry: Readonly<Record<string, unknown>>) => {
  const pick = (keep: (name: string) => boolean) => Object.fromEntries(Object.entries(entry).filter(([name]) => keep(name)))
  return { rules: pick((name) => RULE_NAMES.has(name)), own: pick((name) => !RULE_NAMES.has(name) && !HEAD_NAMES.has(name)) }
}

/** Reads one entry. User names of plain OAuth 2 providers are often chosen by anybody, so they link to nothing by themselves. Throws ZodError. */
const read = (raw: unknown): Entry => {
  const head = headSchema.parse(raw)
  const { rules, own } = split(head)
  const preset = PRESETS[head.kind]
  const basis = preset?.basis ?? head.kind
  const kind = KINDS[basis]
  if (kind === undefined) throw new TypeError(`no kind ${basis}`)
  const named = {
    name: head.name ?? head.kind,
    label: head.label ?? preset?.label ?? head.name ?? head.kind.toUpperCase(),
    icon: head.icon ?? preset?.icon ?? ICONS[basis] ?? 'key',
    trustEmail: head.trustEmail ?? null,
  }
  const settings = kind.settings.parse(preset === undefined ? own : preset.settings(own))
  return { provider: kind.create(named, settings), rules: ruleSettings.parse({ ...(basis === 'oauth2' ? { link: 'never' } : {}), ...rules }) }
}

/** What is wrong with an entry: the setting and why. Values are not repeated, they may be secret. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof z.ZodError)) return error instanceof Error ? error.message : String(error)
  const [issue] = error.issues
  if (issue?.code === 'unrecognized_keys') return `${issue.keys.join(', ')} is no setting of it`
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}`
}

const nameOf = (raw: unknown, place: number): string => {
  const given = z.looseObject({ name: z.string().optional(), kind: z.string().optional() }).safeParse(raw)
  const name = given.success ? (given.data.name ?? given.data.kind) : undefined
  return name === undefined ? `entry ${place + 1}` : name.slice(0, 64)
}

/** The providers of a site. Entries that cannot be used are named with the setting that is wrong; the others work. */
export const providersFrom = (settings: readonly unknown[]): Directories => {
  const entries: Entry[] = []
  const broken: BrokenEntry[] = []
  for (const [place, raw] of settings.entries()) {
    try {
      const entry = read(raw)
      if (entries.some((one) => one.provider.name === entry.provider.name)) throw new TypeError('name: another entry has it; give each a `name`')
      entries.push(entry)
    } catch (error) {
      broken.push({ name: nameOf(raw, place), reason: reasonOf(error) })
    }
  }
  return { entries, broken }
}
