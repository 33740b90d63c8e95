interface Named {
  readonly id: number
  readonly name: string
}

export interface User {
  readonly id: number
  readonly username: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly active: boolean
  /** Of a program. */
  readonly is_service: boolean
  readonly last_login: string | null
  readonly roles: readonly Named[]
  readonly groups: readonly Named[]
  readonly changed_on_ms: number
}
