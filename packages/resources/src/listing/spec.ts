import type { Actor } from '@coset/access'
import type { Tables } from '@coset/metadata'
import type { RawBuilder } from 'kysely'
import type { Context } from '../context.ts'

export type Condition = RawBuilder<unknown>

/** A filter operator of one column. `value` is untrusted; return null to leave the list as it is. */
export type Operator = (value: unknown, actor: Actor) => Condition | null

export type SearchColumn =
  | { readonly kind: 'text' | 'number' | 'moment' | 'flag'; readonly ref: string; readonly operators?: Readonly<Record<string, Operator>> }
  | { readonly kind: 'to-one'; readonly ref: string; readonly operators?: Readonly<Record<string, Operator>> }
  /** `exists` gives a condition for "is related to id". */
  | { readonly kind: 'to-many'; readonly related: (id: number) => Condition; readonly operators?: Readonly<Record<string, Operator>> }
  | { readonly kind: 'custom'; readonly operators: Readonly<Record<string, Operator>> }

export interface RelatedChoices {
  readonly count: number
  readonly result: readonly { readonly value: number; readonly text: string; readonly extra: Record<string, unknown> }[]
}

/** What a list of one resource offers. Column names are the field's. */
export interface Listing {
  readonly table: keyof Tables
  readonly listTitle: string
  readonly addTitle: string
  readonly editTitle: string
  readonly listColumns: readonly string[]
  /** Given only to who asks for them by `columns`. */
  readonly askedColumns?: readonly string[]
  /** Name → `table.column` that it sorts by, or what is calculated of columns. */
  readonly orderColumns: Readonly<Record<string, string | Condition>>
  readonly defaultOrder?: { readonly ref: string; readonly direction: 'asc' | 'desc' }
  readonly search: Readonly<Record<string, SearchColumn>>
  readonly addColumns: readonly string[]
  readonly editColumns: readonly string[]
  /** View whose permissions `_info` tells. */
  readonly view: string
  /** `_info` answers only for named keys, as the field's does. */
  readonly infoByKeys?: boolean
  /** Null: no cap. */
  readonly maxPageSize: number | null
  /** Rows that the actor may see; null: all. */
  readonly visible: (ctx: Context, actor: Actor) => Promise<Condition | null>
  /** Whole rows for ids, in any order; nested objects for dotted columns. */
  readonly present: (ctx: Context, ids: readonly number[], actor: Actor) => Promise<readonly ({ readonly id: number } & Record<string, unknown>)[]>
  /** Joins that order or search columns need, by alias table: SQL after FROM. */
  readonly joins?: Condition
  readonly related?: Readonly<
    Record<
      string,
      (
        ctx: Context,
        actor: Actor,
        query: { readonly filter: string; readonly page: number; readonly pageSize: number; readonly includeIds: readonly number[] },
      ) => Promise<RelatedChoices>
    >
  >
  /** Column → ref whose distinct values may be asked. */
  readonly distinct?: Readonly<Record<string, string>>
}
