import type { ResultColumn } from '@coset/core'
import type { ColumnBlock } from '../port.ts'

/** What a started statement answers: its columns and, unless it already ended, its first block. */
export interface Started {
  readonly columns: readonly ResultColumn[]
  readonly block: ColumnBlock | null
}

export interface StartOptions {
  readonly sql: string
  /** Run first, their rows dropped. */
  readonly before: readonly string[]
  readonly readOnly: boolean
  readonly schema: string | null
}

/** A database inside the child process. Sessions are numbered by the parent; each runs one statement at a time. */
export interface ChildDatabase {
  open(options: unknown): Promise<void> | void
  start(session: number, options: StartOptions): Promise<Started> | Started
  next(session: number): Promise<ColumnBlock | null> | ColumnBlock | null
  /** Ends the running statement, if any, and leaves the session usable. */
  finish(session: number): Promise<void> | void
  interrupt(session: number): void
  closeSession(session: number): void
  describe(sql: string, schema: string | null): Promise<readonly ResultColumn[]> | readonly ResultColumn[]
  /** Our own statements, unrestricted; cells as the database gives them. */
  ask(sql: string, values: readonly (string | null)[]): Promise<readonly (readonly unknown[])[]> | readonly (readonly unknown[])[]
}

export type Call =
  | { readonly op: 'open'; readonly options: unknown }
  | { readonly op: 'start'; readonly session: number; readonly options: StartOptions }
  | { readonly op: 'next' | 'finish' | 'interrupt' | 'closeSession'; readonly session: number }
  | { readonly op: 'describe'; readonly sql: string; readonly schema: string | null }
  | { readonly op: 'ask'; readonly sql: string; readonly values: readonly (string | null)[] }

export interface Request {
  readonly id: number
  readonly call: Call
}

/** A database's error on its way to the parent. */
export interface ChildFailure {
  readonly message: string
  readonly code: string
}

export type Reply = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: ChildFailure }
