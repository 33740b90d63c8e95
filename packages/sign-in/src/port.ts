import type { z } from 'zod'

/** Somebody as another directory knows them. */
export interface Person {
  /** Name of the provider in this site's configuration. */
  readonly provider: string
  /** The directory's own unchanging name of them; never an address that can pass to somebody else. */
  readonly subject: string
  readonly username: string
  readonly email: string | null
  /** The directory vouches that the address is theirs. */
  readonly emailVerified: boolean
  readonly firstName: string
  readonly lastName: string
  /** Groups, roles or claims that the mapping of roles reads. */
  readonly keys: readonly string[]
}

export interface Named {
  /** Part of addresses: small letters, digits, dashes. */
  readonly name: string
  /** What the button says. */
  readonly label: string
  /** Known to the client: `google`, `github`, `microsoft`, `okta`, `auth0`, `keycloak`, `key`. */
  readonly icon: string
}

/** The beginning of a journey to a provider. */
export interface Departure {
  /** Our absolute address where people come back to. */
  readonly callback: string
  /** A secret of this one journey; what comes back must bring it again. */
  readonly state: string
}

/** What a browser brings back from a provider. */
export interface Arrival {
  /** As at the start. */
  readonly callback: string
  /** The whole address that was called, as the outside sees it. */
  readonly url: URL
  /** Fields where the provider posts a form, else none. */
  readonly form: Readonly<Record<string, string>>
  /** Of the journey that this answer claims to end; null: the provider sent somebody who did not start here. */
  readonly state: string | null
  /** What {@link RedirectProvider.start} asked to keep for this browser. */
  readonly kept: string
}

/** Somebody who came back, and what makes their answer one of a kind: it is taken once. */
export interface Arrived {
  readonly person: Person
  /** Null: the provider itself gives each answer once. */
  readonly onceKey: string | null
}

/** People are sent there and come back: OpenID Connect, OAuth 2, SAML. */
export interface RedirectProvider extends Named {
  readonly kind: 'redirect'
  /** How they come back: to our address with a query, or with a form that another site posts. */
  readonly returns: 'query' | 'form'
  /** People may come without having started here. */
  readonly unsolicited: boolean
  /** Where to send the browser, and what to keep for it (nonce, verifier). Throws SignInFailed when the provider cannot be reached. */
  start(departure: Departure): Promise<{ readonly location: string; readonly keep: string }>
  /** Throws SignInRefused unless everything about the answer is right. */
  finish(arrival: Arrival): Promise<Arrived>
  /** What the provider's administrator needs to know of us, where the protocol has such a document (SAML). */
  metadata?(callback: string): Promise<string>
}

/** A directory that checks a name and a password: LDAP. */
export interface PasswordProvider extends Named {
  readonly kind: 'password'
  /** Null: wrong. Throws SignInFailed when the directory cannot be reached. */
  check(username: string, password: string): Promise<Person | null>
}

/** A proxy in front says who asks, by a header. */
export interface HeaderProvider extends Named {
  readonly kind: 'header'
  /** Null: nobody. Headers with small letters; `peer` is the address of the other end of the connection, whatever headers say. */
  read(headers: Readonly<Record<string, string | readonly string[] | undefined>>, peer: string): Person | null
}

export type Provider = RedirectProvider | PasswordProvider | HeaderProvider

/** A kind of provider: one folder, one line in the registry. */
export interface ProviderKind<S extends z.ZodType = z.ZodType> {
  /** What the site's configuration says of an entry, beside its name and the rules for people. */
  readonly settings: S
  create(named: NamedEntry, settings: z.output<S>): Provider
}

/** What every entry says of itself. */
export interface NamedEntry extends Named {
  /** The directory's word for addresses is taken; null: as its kind does by itself. */
  readonly trustEmail: boolean | null
}
