import type { TableRef } from '@coset/sql'
import type { DatabaseModel } from '../model.ts'
import type { QueryAsk } from '../port.ts'

/** The person that macros speak of; null where the account has none. */
export interface TemplateUser {
  readonly id: number | null
  readonly username: string | null
  readonly email: string | null
  /** Names, sorted. */
  readonly roles: readonly string[]
}

/** What templates may know of a request beyond its query. */
export interface TemplateAsk {
  readonly user: TemplateUser
  /** Parameters of the request's own address. */
  readonly parameters: Readonly<Record<string, string>>
  /** Another dataset as this person may read it, their row-level rules included. Throws when they may not, NotFound when there is none. */
  readonly otherDataset: (id: number) => Promise<QueryAsk>
  /** Throws 403 unless this person may read every one of these tables by themselves; `home` is where unqualified names point. */
  readonly refuseTables: (
    database: DatabaseModel,
    home: { readonly catalog: string | null; readonly schema: string | null },
    statement: { readonly text: string; readonly tables: readonly TableRef[] },
  ) => Promise<void>
}
