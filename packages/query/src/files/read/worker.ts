import { parentPort, workerData } from 'node:worker_threads'
import { AppError, type FieldMessages } from '@coset/core'
import { readHeads, readTable } from './read-file.ts'
import type { FileHead, FileTable, ReadRequest } from './table.ts'

export interface ReadWork {
  readonly what: 'table' | 'heads'
  readonly request: ReadRequest
}

/** `refused` is the fault of the file, `failed` anything else that went wrong. */
export type ReadOutcome =
  | { readonly table: FileTable }
  | { readonly heads: readonly FileHead[] }
  | { readonly refused: string; readonly status: number; readonly fields: FieldMessages | undefined }
  | { readonly failed: string }

const outcomeOf = async ({ what, request }: ReadWork): Promise<ReadOutcome> => {
  try {
    return what === 'table' ? { table: await readTable(request) } : { heads: await readHeads(request) }
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return { refused: error.message, status: error.status, fields: error.fields }
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

parentPort?.postMessage(await outcomeOf(workerData as ReadWork))
