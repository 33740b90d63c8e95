import { describe, expect, test } from 'vitest'
import { PROVIDER_KINDS, providersFrom } from './registry.ts'

const google = { kind: 'google', clientId: 'x', clientSecret: 'a secret value' }
const ldap = { kind: 'ldap', url: 'ldaps://ldap.example', usernameFormat: 'uid=%s,dc=x' }
const saml = { kind: 'saml', entryPoint: 'https://idp.example', idpIssuer: 'x', idpCert: 'c'.repeat(100) }

const MINIMAL: Readonly<Record<string, object>> = {
  oidc: { issuer: 'https://x.example', clientId: 'x' },
  oauth2: { authorizeUrl: 'https://x.example/a', tokenUrl: 'https://x.example/t', userUrl: 'https://x.example/u', clientId: 'x' },
  saml,
  ldap,
  header: { proxies: ['10.0.0.0/8', '::1'] },
  google,
  microsoft: { tenant: '72f988bf-86f1-41af-91ab-2d7cd011db47', clientId: 'x' },
  okta: { domain: 'x.okta.com', clientId: 'x' },
  auth0: { domain: 'x.auth0.com', clientId: 'x' },
  keycloak: { issuer: 'https://x.example/realms/a', clientId: 'x' },
  github: { clientId: 'x', clientSecret: 'x' },
}

describe('providers of a configuration', () => {
  test.each(PROVIDER_KINDS)('the shortest entry of %s', (kind) => {
    const { entries, broken } = providersFrom([{ ...MINIMAL[kind], kind }])
    expect(broken).toEqual([])
    expect(entries[0]?.provider).toMatchObject({ name: kind, icon: expect.stringMatching(/^[a-z0-9]+$/), label: expect.any(String) })
    expect(entries[0]?.rules).toMatchObject({
      link: ['oauth2', 'github'].includes(kind) ? 'never' : 'username',
      register: true,
      allowAdmin: false,
      syncRoles: true,
    })
  })

  test.each<readonly [string, unknown, string, RegExp]>([
    ['no object', 'google', 'entry 1', /^: .*object/],
    ['no kind', { name: 'x' }, 'x', /^kind: /],
    ['an unknown kind', { kind: 'gogle' }, 'gogle', /^kind: must be one of oidc, .*; did you mean google\?$/],
    ['a misspelt setting', { ...google, clientID: 'a secret value' }, 'google', /^clientID is no setting of it$/],
    ['a name with a slash', { ...google, name: 'a/b' }, 'a/b', /^name: must be of small letters/],
    ['a name that is a path already', { ...google, name: 'once' }, 'once', /^name: means something else here$/],
    ['a plain address', { kind: 'oidc', issuer: 'http://idp.example', clientId: 'x' }, 'oidc', /^issuer: must begin with https/],
    ['an address of another kind', { kind: 'oidc', issuer: 'javascript:alert(1)', clientId: 'x' }, 'oidc', /^issuer: /],
    ['every tenant', { kind: 'microsoft', tenant: 'common', clientId: 'x' }, 'microsoft', /^tenant: must be one tenant/],
    ['no tenant', { kind: 'microsoft', clientId: 'x' }, 'microsoft', /^tenant: /],
    ['a host with a path', { kind: 'okta', domain: 'x.okta.com/evil', clientId: 'x' }, 'okta', /^domain: must be a host name/],
    [
      'Admin without allowAdmin',
      { ...google, roleMapping: { boss: ['Gamma', 'Admin'] } },
      'google',
      /^roleMapping\.boss: gives Admin, which needs allowAdmin: true$/,
    ],
    ['Admin for new accounts', { ...google, registrationRoles: ['Admin'], allowAdmin: true }, 'google', /^registrationRoles: must not contain Admin$/],
    ['an unknown rule', { ...google, link: 'email' }, 'google', /^link: /],
    ['LDAP in the clear', { ...ldap, url: 'ldap://ldap.example' }, 'ldap', /^url: sends passwords in the clear/],
    ['LDAP without a way', { kind: 'ldap', url: 'ldaps://ldap.example' }, 'ldap', /^searchBase: or usernameFormat is needed$/],
    ['half an account of LDAP', { ...ldap, bindDn: 'cn=x' }, 'ldap', /^bindPassword: and bindDn belong together$/],
    ['a format with two places', { ...ldap, usernameFormat: '%s%s' }, 'ldap', /^usernameFormat: must contain %s once$/],
    ['a filter that is none', { ...ldap, searchFilter: 'objectClass=*' }, 'ldap', /^searchFilter: must stand in parentheses$/],
    ['a header for everybody', { kind: 'header', proxies: ['0.0.0.0/0'] }, 'header', /^proxies\.0: must be an address/],
    ['a header from a host name', { kind: 'header', proxies: ['proxy.example'] }, 'header', /^proxies\.0: must be an address/],
    ['a header without proxies', { kind: 'header', proxies: [] }, 'header', /^proxies: /],
    ['a header with a meaning', { kind: 'header', header: 'Cookie', proxies: ['10.0.0.1'] }, 'header', /^header: is a header with a meaning/],
    ['skew without end', { ...saml, clockSkewSeconds: 86_400 }, 'saml', /^clockSkewSeconds: /],
  ])('%s is named by entry and setting', (_what, entry, name, reason) => {
    const { entries, broken } = providersFrom([entry])
    expect([entries, broken]).toEqual([[], [{ name, reason: expect.stringMatching(reason) }]])
    expect(JSON.stringify(broken)).not.toContain('a secret value')
  })

  test('a wrong entry leaves the others, and of two of a name the first stays', () => {
    const { entries, broken } = providersFrom([google, { kind: 'x' }, { ...google, clientId: 'second' }, { ...google, name: 'other' }])
    expect(entries.map((entry) => entry.provider.name)).toEqual(['google', 'other'])
    expect(broken.map((one) => one.name)).toEqual(['x', 'google'])
  })
})
