import type { LayoutDiff, Restored } from '@coset/contract'
import type { TrashKind } from './kinds.ts'

export type Person = { readonly id: number; readonly first_name: string; readonly last_name: string } | null

/** A version without what it holds. */
export interface Version {
  readonly version: number
  readonly saved_on: number
  readonly saved_by: Person
  readonly words: readonly string[]
}

export interface VersionPage {
  readonly count: number
  readonly result: readonly Version[]
}

export interface Comparison {
  readonly words: readonly string[]
  readonly layout: LayoutDiff | null
}

/** An object as one version has it. */
export interface Snapshot {
  readonly row: Readonly<Record<string, unknown>>
  /** Rows of other tables that belong to it. */
  readonly parts: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
  readonly names: Readonly<Record<string, string>>
}

export interface TrashEntry {
  readonly id: number
  readonly kind: TrashKind
  readonly object_id: number
  readonly name: string
  readonly deleted_on: number
  readonly deleted_by: Person
  /** null: never by itself. */
  readonly purged_on: number | null
}

export interface TrashPage {
  readonly count: number
  readonly result: readonly TrashEntry[]
}

export type RestoredAll = Restored & { readonly also: readonly Restored[] }

export interface Use {
  readonly kind: string
  readonly id: number
  readonly name: string
}

export type Uses = Readonly<Record<string, { readonly count: number; readonly hidden: number; readonly result: readonly Use[] }>>
