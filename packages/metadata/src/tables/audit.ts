import type { Generated } from 'kysely'

export interface Audit {
  created_on: number
  changed_on: number
  created_by: number | null
  changed_by: number | null
}

export interface Identity {
  id: Generated<number>
  uuid: string
}
