import type { Generated } from 'kysely'

/** A browser in which somebody is signed in; deleting the row signs it out. */
export interface Sessions {
  /** SHA-256 of the cookie's secret. */
  key: string
  user_id: number
  started_on: number
  /** To a few minutes. */
  seen_on: number
  ends_on: number
  address: string
  agent: string
  /** How they signed in: `password`, `link`, or the name of a provider. */
  method: string
  /** Whom the session sees the site as; null: somebody who is not signed in. */
  view_as_id: number | null
  /** Until when it does, epoch milliseconds; null: it sees the site as itself. */
  view_as_until: number | null
}

/** Who somebody is in another directory. */
export interface UserIdentities {
  provider: string
  /** The directory's own unchanging name of them. */
  subject: string
  user_id: number
  created_on: number
  last_used_on: number | null
}

export interface SecondFactors {
  id: Generated<number>
  user_id: number
  /** `totp`, `passkey`, `recovery`. */
  kind: string
  name: string
  /** Of a passkey, else empty. */
  credential_id: string
  /** Sealed. */
  data: string
  confirmed: boolean
  /** Of a passkey its counter, of codes by time the last step used. */
  counter: number
  created_on: number
  last_used_on: number | null
}

/** Codes and links that are good once. */
export interface OneTimeCodes {
  /** SHA-256 of the code. */
  key: string
  /** `reset`, `activate`, `second-step`, `set-up`, `passkey`, `provider`. */
  purpose: string
  user_id: number | null
  data: string
  ends_on: number
}

export interface ApiKeys {
  id: Generated<number>
  uuid: string
  user_id: number
  name: string
  /** SHA-256 of the key; the key itself is shown once. */
  key_hash: string
  /** What one recognises it by. */
  prefix: string
  /** JSON: a list of `verb on view`; null: all that its owner may do. */
  scopes: string | null
  created_on: number
  created_by: number | null
  expires_on: number | null
  revoked_on: number | null
  last_used_on: number | null
}

/** Who saw, changed, exported something, or was refused. */
export interface AuditEvents {
  id: Generated<number>
  at: number
  user_id: number | null
  user_name: string
  /** `session`, `bearer`, `api key`, `guest token`, `nothing`, `command`. */
  via: string
  action: string
  object_kind: string
  object_id: string
  object_name: string
  /** HTTP status, or 0. */
  status: number
  address: string
  request_id: string
  detail: string
}
