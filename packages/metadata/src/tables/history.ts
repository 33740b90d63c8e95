import type { Generated } from 'kysely'

/** A deleted object with everything that was deleted along. */
export interface Trash {
  id: Generated<number>
  /** `dashboard`, `chart`, `dataset`, … */
  kind: string
  object_id: number
  object_uuid: string | null
  name: string
  /** JSON; sealed values stay sealed in it, and no answer shows it. */
  snapshot: string
  deleted_on: number
  deleted_by: number | null
  /** One a deletion: what went together carries the same. */
  deletion: string
}

/** Whose the object was. */
export interface TrashOwners {
  trash_id: number
  user_id: number
}

/** What an object was after one of its saves. */
export interface ObjectVersions {
  id: Generated<number>
  kind: string
  object_id: number
  version: number
  /** JSON, as in the trash. */
  snapshot: string
  /** JSON: sentences that say what changed. */
  words: string
  saved_on: number
  saved_by: number | null
  /** Of what people can change: equal for equal states. */
  digest: string
}
