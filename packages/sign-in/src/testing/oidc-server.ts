import Provider from 'oidc-provider'
import { type Served, serveHttp } from './serve.ts'

export interface OidcAccount {
  readonly sub: string
  readonly [claim: string]: unknown
}

export interface OidcServer extends Served {
  /** Who exists there; the password is never asked. Claims may be changed while it runs. */
  readonly accounts: Map<string, OidcAccount>
}

const CLAIMS = {
  openid: ['sub'],
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'groups', 'roles', 'realm_access'],
  email: ['email', 'email_verified'],
}

/** A certified OpenID Connect server. It insists on PKCE, and says claims in the userinfo only, unless told otherwise. */
export const startOidcServer = async (redirectUris: readonly string[], options: { readonly inIdToken?: boolean } = {}): Promise<OidcServer> => {
  const accounts = new Map<string, OidcAccount>()
  const served = await serveHttp((origin) => {
    const provider = new Provider(origin, {
      clients: [{ client_id: 'coset', client_secret: 'a secret of the client', redirect_uris: redirectUris, token_endpoint_auth_method: 'client_secret_post' }],
      pkce: { required: () => true },
      claims: CLAIMS,
      conformIdTokenClaims: options.inIdToken !== true,
      findAccount: (_context: unknown, id: string) => {
        const account = accounts.get(id)
        return account === undefined ? undefined : { accountId: account.sub, claims: () => account }
      },
      cookies: { keys: ['a key of a test'] },
    })
    return provider.callback()
  })
  return { ...served, accounts, [Symbol.asyncDispose]: served.close }
}
