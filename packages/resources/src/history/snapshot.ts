import { createHash } from 'node:crypto'
import type { Permission } from '@coset/access'
import type { Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'

export type Db = Kysely<Tables>
export type Values = Readonly<Record<string, unknown>>

/** Kinds whose objects keep a version a save. */
export const VERSIONED = ['dashboard', 'chart', 'dataset', 'saved_query', 'report', 'role'] as const
export type VersionedKind = (typeof VERSIONED)[number]
export type TrashKind = VersionedKind | 'database' | 'rls' | 'annotation_layer' | 'annotation' | 'css_template' | 'theme'

/** An object as its rows have it. Versions and the trash keep this; `names` says what the ids in it were called. */
export interface Snapshot {
  readonly format: 1
  readonly row: Values
  /** Rows of other tables that belong to it. */
  readonly parts: Readonly<Record<string, readonly Values[]>>
  /** `user:3` → `Ada Lovelace`. */
  readonly names: Readonly<Record<string, string>>
}

/** Something that a snapshot refers to and that is gone. */
export interface LeftOut {
  readonly kind: string
  readonly id: number | null
  readonly name: string
}

/** A value that somebody else took meanwhile. */
export interface Renamed {
  readonly field: string
  readonly from: string
  readonly to: string
}

/** One object on its way back, inside one transaction. */
export interface Putting {
  readonly ctx: Context
  readonly db: Db
  /** Who puts it back. */
  readonly by: number | null
  readonly leftOut: LeftOut[]
  readonly renamed: Renamed[]
}

/** How much a snapshot holds: what people save, or everything that a deletion takes along. */
export type Depth = 'version' | 'trash'

/** What history knows of one kind of object. */
export interface HistoryKind {
  readonly kind: TrashKind
  readonly table: keyof Tables
  /** What people call one. */
  readonly noun: string
  /** Whoever saves or deletes such objects holds one of these. */
  readonly writes: readonly Permission[]
  /** Whose it is; a kind without owners belongs to those who may write it. */
  readonly owners: (snapshot: Snapshot) => readonly number[] | null
  /** Nobody but its owner (and administrators) finds it in the trash. */
  readonly isPrivate: boolean
  readonly capture: (db: Db, id: number, depth: Depth) => Promise<Snapshot | null>
  readonly name: (snapshot: Snapshot) => string
  /** Equal for states between which people see no difference. */
  readonly digest: (snapshot: Snapshot) => string
  /** Sentences that say what differs. */
  readonly words: (before: Snapshot, after: Snapshot) => readonly string[]
  /** Puts deleted rows back with their ids. Throws Unprocessable when they cannot be there again. */
  readonly restore: (putting: Putting, snapshot: Snapshot) => Promise<void>
}

export const idOf = (snapshot: Snapshot): number => Number(snapshot.row['id'])

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value))

/** Reads a stored snapshot. */
export const readSnapshot = (text: string): Snapshot => JSON.parse(text) as Snapshot

const sorted = (value: Values, without: ReadonlySet<string>): readonly unknown[] =>
  Object.keys(value)
    .filter((key) => !without.has(key))
    .sort()
    .map((key) => [key, value[key]])

/** SHA-256 over values, the named columns left out and rows of a part in any order. */
export const digestOf = (row: Values, parts: Readonly<Record<string, readonly Values[]>>, without: ReadonlySet<string>): string => {
  const rows = Object.keys(parts)
    .sort()
    .map((name) => [name, (parts[name] ?? []).map((one) => JSON.stringify(sorted(one, without))).sort()])
  return createHash('sha256')
    .update(JSON.stringify([sorted(row, without), rows]))
    .digest('hex')
}
