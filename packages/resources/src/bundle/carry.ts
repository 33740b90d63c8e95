import { VERSIONED_KINDS } from '@coset/contract'
import { AppError } from '@coset/core'
import { sql } from 'kysely'
import { keepBefore, keepVersion } from '../history/keep.ts'
import { type Difference, differencesOf, type State } from './differences.ts'
import { type BundleKind, type FileErrors, isExtra } from './parse.ts'
import type { Store } from './store.ts'

export type Change = 'new' | 'changed' | 'same' | 'kept' | 'refused'

/** What an import does, or would do, with one object. */
export interface ObjectChange {
  readonly kind: BundleKind
  readonly name: string
  readonly uuid: string | null
  readonly file: string
  readonly change: Change
  readonly differences: readonly Difference[]
}

/** What was left out or refused, and why. */
export interface Problem {
  readonly file: string
  readonly message: string
}

/** One object of a bundle, and how it is found, read and stored here. */
export interface Item {
  readonly kind: BundleKind
  readonly file: string
  readonly name: string
  readonly uuid: string | null
  /** Without it what is here already stays as it is. */
  readonly overwrite: boolean
  readonly find: () => Promise<number | null>
  /** Was there one before the bundle came? Things that carry a tag make it, too. */
  readonly wasThere: boolean
  readonly state: (id: number) => Promise<State>
  readonly store: () => Promise<number>
}

/** What becomes of the objects of a bundle; a review goes on where an import would end. */
export interface Carrying {
  readonly store: Store
  readonly review: boolean
  /** What is wrong with a file before anything is stored. */
  readonly errors: FileErrors
  readonly objects: ObjectChange[]
  readonly problems: Problem[]
}

const asText = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? value.map(asText).join(' ')
      : typeof value === 'object' && value !== null
        ? Object.entries(value)
            .map(([key, inner]) => (key === '_schema' ? asText(inner) : `${key}: ${asText(inner)}`))
            .join('; ')
        : String(value)

const refusal = (error: AppError): string => (error.fields === undefined ? error.message : asText(error.fields))

/** The same error, naming the file that it came from. */
const naming = ({ kind, file }: Item, error: unknown): unknown => {
  if (!(error instanceof AppError) || error.status >= 500) return error
  const details = { ...error.details, [file]: error.fields ?? error.message }
  const told = { level: error.level, cause: error.cause, envelope: 'errors', details } as const
  // What the routes of our kinds call a wrong request is a wrong file here
  if (isExtra(kind)) return new AppError(error.message, { ...told, code: 'GENERIC_COMMAND_ERROR', status: error.status === 400 ? 422 : error.status })
  return error.envelope === 'errors' ? new AppError(error.message, { ...told, code: error.code, status: error.status }) : error
}

const savepoint = async <T>({ db }: Store, work: () => Promise<T>): Promise<T> => {
  await sql`savepoint bundle_item`.execute(db)
  try {
    return await work()
  } catch (error) {
    await sql`rollback to savepoint bundle_item`.execute(db)
    throw error
  }
}

/** Stores an object and keeps what it was and what it is now among its versions. */
const stored = async ({ store: { ctx, db, actor } }: Carrying, item: Item): Promise<number> => {
  const kind = VERSIONED_KINDS.find((one) => one === item.kind)
  const existing = kind === undefined ? null : await item.find()
  if (kind === undefined || (existing !== null && !item.overwrite)) return item.store()
  if (existing !== null) await keepBefore(ctx, db, kind, existing)
  const id = await item.store()
  await keepVersion(ctx, db, kind, id, actor)
  return id
}

const changeOf = (item: Item, before: State | null, differences: readonly Difference[]): Change => {
  if (before === null) return 'new'
  if (differences.length > 0) return 'changed'
  return item.overwrite ? 'same' : 'kept'
}

const reviewed = async (carrying: Carrying, item: Item): Promise<number | null> => {
  const { kind, name, uuid, file } = item
  const note = (change: Change, differences: readonly Difference[]): void => void carrying.objects.push({ kind, name, uuid, file, change, differences })
  const wrong = carrying.errors[file]
  if (wrong !== undefined) carrying.problems.push({ file, message: asText(wrong) })
  const existing = await item.find()
  const before = existing === null || !item.wasThere ? null : await item.state(existing)
  try {
    const id = await savepoint(carrying.store, () => stored(carrying, item))
    const differences = before === null ? [] : differencesOf(before, await item.state(id))
    note(wrong === undefined ? changeOf(item, before, differences) : 'refused', wrong === undefined ? differences : [])
    return id
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error
    note('refused', [])
    carrying.problems.push({ file, message: refusal(error) })
    return existing
  }
}

/** Stores an object; its id, null when a review came upon one that would be refused. Throws what its kind throws, naming the file. */
export const carry = async (carrying: Carrying, item: Item): Promise<number | null> => {
  if (carrying.review) return reviewed(carrying, item)
  try {
    return await stored(carrying, item)
  } catch (error) {
    throw naming(item, error)
  }
}
