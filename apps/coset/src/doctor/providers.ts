import type { Metadata } from '@coset/metadata'
import { unknownFactorRoles } from '@coset/resources'
import { type Directories, providersFrom } from '@coset/sign-in'
import type { Config } from '../config/settings.ts'
import { broken, type Opinion, ok, warning } from './finding.ts'

/** Roles and groups that mappings name and nobody made. */
const unknownNames = async ({ entries }: Directories, metadata: Metadata): Promise<readonly string[]> => {
  const known = async (table: 'roles' | 'groups') => new Set((await metadata.db.selectFrom(table).select('name').execute()).map((row) => row.name))
  const [roles, groups] = [await known('roles'), await known('groups')]
  return [
    ...new Set(
      entries.flatMap(({ provider, rules }) => [
        ...[...Object.values(rules.roleMapping).flat(), ...(rules.registrationRoles ?? [])]
          .filter((name) => !roles.has(name))
          .map((name) => `${provider.name}: role ${name}`),
        ...Object.values(rules.groupMapping)
          .flat()
          .filter((name) => !groups.has(name))
          .map((name) => `${provider.name}: group ${name}`),
      ]),
    ),
  ]
}

/** Whether every entry of `signInProviders` can be used, and people can get in at all. Providers are not asked. */
export const checkProviders = async (config: Config, production: boolean, metadata: Metadata | null): Promise<Opinion> => {
  const directories = providersFrom(config.signInProviders)
  const names = directories.entries.map((entry) => entry.provider.name)
  if (directories.broken.length > 0) return broken(directories.broken.map(({ name, reason }) => `signInProviders, ${name}: ${reason}`).join('; '))
  if (names.length === 0)
    return config.signInWithPassword ? ok('passwords of this site only') : broken('passwords are switched off and there is no provider: nobody can sign in')
  const redirects = directories.entries.some((entry) => entry.provider.kind === 'redirect')
  if (redirects && config.siteUrl === '' && production && !config.trustProxy)
    return broken('COSET_SITE_URL is empty: providers cannot be told where people come back to')
  const unknown = metadata === null ? [] : await unknownNames(directories, metadata)
  return unknown.length > 0 ? warning(`not here, so nobody gets it: ${unknown.join(', ')}`) : ok(`set up: ${names.join(', ')}`)
}

/** Whether every role of `secondFactorRoles` is here: a wrong name holds nobody. */
export const checkFactorRoles = async ({ secondFactorRoles }: Config, metadata: Metadata | null): Promise<Opinion> => {
  if (secondFactorRoles.length === 0) return ok('no role requires one')
  const unknown = metadata === null ? [] : await unknownFactorRoles(metadata, secondFactorRoles)
  if (unknown.length > 0) return broken(`COSET_SECOND_FACTOR_ROLES names roles that are not here, so nobody is held to them: ${unknown.join(', ')}`)
  return ok(`required of ${secondFactorRoles.includes('*') ? 'everybody' : secondFactorRoles.join(', ')}`)
}
