import type { Actor } from '@coset/access'
import { AppError } from '@coset/core'
import type { Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../context.ts'

export type Db = Kysely<Tables>

/** The members of a file, as they are written and as they are compared. */
export type Fields = Readonly<Record<string, unknown>>

/** What other files point to by UUID. */
export type Referred = 'database' | 'dataset' | 'chart' | 'dashboard' | 'query'

/** One import: who brings what, inside one transaction. */
export interface Work {
  /** Its metadata is the transaction. */
  readonly ctx: Context
  readonly db: Db
  readonly actor: Actor
  /** The file at hand. */
  readonly file: string
  /** File path in the bundle → secret. */
  readonly secrets: Readonly<Record<string, string>>
  /** Tells what was left out of the file at hand, and why. */
  readonly leftOut: (message: string) => void
  /** The id of a thing by its UUID, what came in this very bundle first; null: it is not here. */
  readonly idOf: (kind: Referred, uuid: string) => Promise<number | null>
}

/** What a kind of object has to say so that it can be exported, imported and compared. */
export interface Kind<F = unknown> {
  readonly folder: string
  /** In `metadata.yaml`. */
  readonly type: string
  /** What messages call one. */
  readonly noun: string
  readonly schema: z.ZodType<F>
  /** Ids of all that the actor may export, none without the right to. */
  readonly all: (ctx: Context, actor: Actor) => Promise<readonly number[]>
  /** Throws NotFound unless there is one that the actor may export. */
  readonly visible: (ctx: Context, actor: Actor, id: number) => Promise<unknown>
  /** The members of one's file; an actor: as far as they see what it refers to. */
  readonly fields: (ctx: Context, id: number, actor: Actor | null) => Promise<Fields>
  /** What is compared but never shown. */
  readonly secrets?: (db: Db, id: number) => Promise<Fields>
  nameOf(file: F): string
  uuidOf(file: F): string | null
  /** The one that is here already. */
  find(db: Db, file: F): Promise<number | null>
  /** Makes it, or makes the one that is here like it. Throws when the actor may not, or it does not fit. */
  store(work: Work, file: F, existing: number | null): Promise<number>
  /** Is the one that is here never touched? */
  isFixed?(file: F): boolean
}

/** 403 as imports answer it. */
export const denied = (message: string): AppError => new AppError(message, { code: 'GENERIC_COMMAND_ERROR', status: 403, envelope: 'errors' })

/** 422 that names a member of the file. */
export const misfit = (field: string, message: string): AppError =>
  new AppError(message, { code: 'GENERIC_COMMAND_ERROR', status: 422, envelope: 'errors', fields: { [field]: [message] } })

/** A transaction into which others are taken: what saves in one of its own saves in this one, and is taken back with it. */
const joining = (db: Db): Db => {
  const joined: Db = new Proxy(db, {
    get: (target, key) => {
      if (key === 'transaction') return () => ({ execute: <T>(work: (db: Db) => Promise<T>): Promise<T> => work(joined) })
      const member: unknown = Reflect.get(target, key, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
  return joined
}

/** The context whose metadata is a transaction. */
export const inside = (ctx: Context, db: Db): Context => ({ ...ctx, metadata: { ...ctx.metadata, db: joining(db) } })

/** Audit columns of a row that is made now. */
export const stampOf = ({ ctx, actor }: Pick<Work, 'ctx' | 'actor'>) => {
  const now = ctx.clock.now()
  return { created_on: now, changed_on: now, created_by: actor.id, changed_by: actor.id }
}

/** Audit columns of a row that changes now. */
export const changeOf = ({ ctx, actor }: Pick<Work, 'ctx' | 'actor'>) => ({ changed_on: ctx.clock.now(), changed_by: actor.id })

/** Texts in an order that every machine shares. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** In parts that fit into one statement. */
export const inParts = async <T>(items: readonly T[], work: (part: readonly T[]) => Promise<unknown>): Promise<void> => {
  for (let i = 0; i < items.length; i += 200) await work(items.slice(i, i + 200))
}

export const VERSION = '1.0.0'
