import { z } from 'zod'

/** A well-known provider: what its entry need not say. `basis`: the kind that does the work. */
export interface Preset {
  readonly basis: 'oidc' | 'oauth2'
  readonly label: string
  readonly icon: string
  /** What only this provider's entries may say, and what follows from it. */
  settings(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
}

const needed = (schema: z.ZodString, entry: Readonly<Record<string, unknown>>, name: string): string => z.object({ [name]: schema }).parse(entry)[name] ?? ''

const host = z.string().regex(/^[a-z0-9.-]+(?::\d+)?$/i, 'must be a host name, like example.okta.com')
const tenant = z
  .string()
  .regex(/^[A-Za-z0-9.-]+$/, 'must be the id of a tenant')
  .refine((name) => !['common', 'organizations', 'consumers'].includes(name), 'must be one tenant: with these, anybody of any company could come')

const without = (entry: Readonly<Record<string, unknown>>, ...names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => !names.includes(name)))

const github = (entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { site, api } = z.object({ site: z.string().default('https://github.com'), api: z.string().default('https://api.github.com') }).parse(entry)
  const organizations = entry['organizations'] === true
  return {
    authorizeUrl: `${site}/login/oauth/authorize`,
    tokenUrl: `${site}/login/oauth/access_token`,
    userUrl: `${api}/user`,
    emailsUrl: `${api}/user/emails`,
    ...(organizations ? { membershipsUrl: `${api}/user/orgs` } : {}),
    scopes: ['read:user', 'user:email', ...(organizations ? ['read:org'] : [])],
    ...without(entry, 'site', 'api', 'organizations'),
  }
}

const SCOPES = ['openid', 'profile', 'email']

export const PRESETS: Readonly<Record<string, Preset>> = {
  google: {
    basis: 'oidc',
    label: 'Google',
    icon: 'google',
    settings: (entry) => ({ issuer: 'https://accounts.google.com', usernameClaim: 'email', scopes: SCOPES, ...entry }),
  },
  microsoft: {
    basis: 'oidc',
    label: 'Microsoft',
    icon: 'microsoft',
    // The names of groups and app roles; its mail claim is not verified and may be chosen by an administrator of the tenant
    settings: (entry) => ({
      issuer: `https://login.microsoftonline.com/${entry['issuer'] === undefined ? needed(tenant, entry, 'tenant') : ''}/v2.0`,
      keysClaim: 'roles',
      scopes: SCOPES,
      userinfo: false,
      ...without(entry, 'tenant'),
    }),
  },
  okta: {
    basis: 'oidc',
    label: 'Okta',
    icon: 'okta',
    settings: (entry) => ({
      issuer: `https://${entry['issuer'] === undefined ? needed(host, entry, 'domain') : ''}`,
      keysClaim: 'groups',
      scopes: [...SCOPES, 'groups'],
      ...without(entry, 'domain'),
    }),
  },
  auth0: {
    basis: 'oidc',
    label: 'Auth0',
    icon: 'auth0',
    settings: (entry) => ({
      issuer: `https://${entry['issuer'] === undefined ? needed(host, entry, 'domain') : ''}/`,
      usernameClaim: 'nickname',
      scopes: SCOPES,
      ...without(entry, 'domain'),
    }),
  },
  keycloak: {
    basis: 'oidc',
    label: 'Keycloak',
    icon: 'keycloak',
    // Realm roles stand in the userinfo and the id token where the client has the mapper for them
    settings: (entry) => ({ keysClaim: 'realm_access.roles', scopes: SCOPES, ...entry }),
  },
  github: { basis: 'oauth2', label: 'GitHub', icon: 'github', settings: github },
}
