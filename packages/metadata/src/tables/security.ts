import type { Generated } from 'kysely'
import type { Audit, Identity } from './audit.ts'

export interface Users extends Audit, Identity {
  username: string
  email: string
  first_name: string
  last_name: string
  /** Empty: nobody can sign in with a password. */
  password: string
  active: boolean
  /** An account of a program: nobody signs in with it, it has keys. */
  is_service: Generated<boolean>
  /** Tokens of the API that were given before are worth nothing. */
  tokens_from: Generated<number | null>
  last_login: number | null
  login_count: number
  fail_login_count: number
}

export interface Roles {
  id: Generated<number>
  name: string
}

export interface Groups {
  id: Generated<number>
  name: string
  label: string | null
  description: string | null
  /** 0: never since this is kept. */
  changed_on: Generated<number>
  changed_by: Generated<number | null>
}

export interface PermissionNames {
  id: Generated<number>
  name: string
}

export interface PermissionViews {
  id: Generated<number>
  name: string
}

export interface Permissions {
  id: Generated<number>
  name_id: number
  view_id: number
}

export interface RolePermissions {
  role_id: number
  permission_id: number
}

export interface UserRoles {
  user_id: number
  role_id: number
}

export interface GroupUsers {
  group_id: number
  user_id: number
}

export interface GroupRoles {
  group_id: number
  role_id: number
}

/** Somebody who asked for an account and has not confirmed the address yet. */
export interface RegisterUsers {
  id: Generated<number>
  first_name: string
  last_name: string
  username: string
  email: string
  /** A hash. */
  password: string
  /** The secret of the activation link. */
  registration_hash: string
  registration_date: number
}

export interface RlsRules extends Audit {
  id: Generated<number>
  name: string
  description: string | null
  filter_type: string
  group_key: string | null
  clause: string
}

export interface RlsRuleRoles {
  rule_id: number
  role_id: number
}

export interface RlsRuleDatasets {
  rule_id: number
  dataset_id: number
}
