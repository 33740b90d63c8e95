import type { Engine } from '@coset/engines'

/** What the planner must know of a dataset. Plain data; built by the dataset resource. */
export interface DatasetModel {
  readonly id: number
  readonly uid: string // `12__table`, `7__query`
  readonly tableName: string
  readonly schema: string | null
  readonly catalog: string | null
  /** Text of a virtual dataset; null: physical. */
  readonly sql: string | null
  /** `sql` is what a template became for the asker: nothing in it is a template any more, whatever it looks like. */
  readonly sqlIsRendered?: boolean
  readonly mainDttmCol: string | null
  readonly offsetHours: number
  readonly fetchValuesPredicate: string | null
  readonly alwaysFilterMainDttm: boolean
  readonly templateParams: Readonly<Record<string, unknown>>
  readonly currencyCodeColumn: string | null
  readonly cacheTimeout: number | null
  /** Seconds beyond its time-out that a cached answer is still served while a fresh one is fetched; 0: never. */
  readonly staleSeconds: number
  /** ISO text; part of the cache key. */
  readonly changedOn: string
  readonly columns: readonly DatasetColumn[]
  readonly metrics: readonly DatasetMetric[]
  readonly database: DatabaseModel
}

export interface DatasetColumn {
  readonly name: string
  readonly verboseName: string | null
  readonly nativeType: string | null
  readonly isTemporal: boolean
  readonly groupable: boolean
  readonly filterable: boolean
  /** SQL of a calculated column. */
  readonly expression: string | null
  readonly pythonDateFormat: string | null
  readonly datetimeFormat: string | null
}

export interface DatasetMetric {
  readonly name: string
  readonly verboseName: string | null
  readonly expression: string
  readonly format: string | null
}

export interface DatabaseModel {
  readonly id: number
  readonly name: string
  readonly engine: Engine
  /** Statements that may run at once. */
  readonly slots: number
  readonly cacheTimeout: number | null
}

/** Row-level predicates that hold for the asker on this dataset, ready to be AND-ed; they enter SQL and cache key together. */
export interface SecurityPredicates {
  readonly clauses: readonly RowClause[]
  /** Predicates of tables beneath a virtual dataset, by table name as the dataset rows know it. */
  readonly inner?: readonly InnerRule[]
}

/** A condition as it was saved, a template perhaps; those of one key are alternatives. */
export interface RowClause {
  readonly sql: string
  readonly groupKey: string | null
}

export interface InnerRule {
  readonly catalog: string | null
  readonly schema: string | null
  readonly table: string
  readonly clauses: readonly RowClause[]
}
