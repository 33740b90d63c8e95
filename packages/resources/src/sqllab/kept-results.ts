import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import type { SqlColumn } from '@coset/contract'
import { type CellType, InternalError } from '@coset/core'
import type { Context } from '../context.ts'
import type { SqlResult, Value, ValueBlock } from './result.ts'

const pack = promisify(deflate)
const unpack = promisify(inflate)

const PREFIX = 'sqllab-results:'
const BLOCK_ROWS = 2_000
/** Larger ones are read back after writing: a cache may drop what it cannot hold without a word. */
const PROBED_BYTES = 8_000_000

interface Head {
  readonly version: 1
  readonly columns: readonly SqlColumn[]
  readonly kinds: readonly CellType[]
  readonly rowCount: number
  /** Packed bytes and rows of each block, in order. */
  readonly blocks: readonly { readonly bytes: number; readonly rows: number }[]
}

/** A kept result whose blocks are unpacked when asked for. */
export interface KeptResult extends Omit<Head, 'version'> {
  block(index: number): Promise<ValueBlock>
}

/** The same rows in blocks of one size. */
const evenBlocks = (result: SqlResult): readonly ValueBlock[] => {
  const out: Value[][][] = []
  let open: Value[][] = result.columns.map(() => [])
  for (const block of result.blocks) {
    const rows = block[0]?.length ?? 0
    for (let r = 0; r < rows; r++) {
      open.forEach((cells, c) => {
        cells.push(block[c]?.[r] ?? null)
      })
      if ((open[0]?.length ?? 0) === BLOCK_ROWS) {
        out.push(open)
        open = result.columns.map(() => [])
      }
    }
  }
  if ((open[0]?.length ?? 0) > 0) out.push(open)
  return out
}

const encode = async (result: SqlResult): Promise<Uint8Array> => {
  const packed: { readonly bytes: Buffer; readonly rows: number }[] = []
  for (const block of evenBlocks(result)) packed.push({ bytes: await pack(JSON.stringify(block), { level: 1 }), rows: block[0]?.length ?? 0 })
  const head: Head = {
    version: 1,
    columns: result.columns,
    kinds: result.kinds,
    rowCount: result.rowCount,
    blocks: packed.map(({ bytes, rows }) => ({ bytes: bytes.byteLength, rows })),
  }
  const headBytes = new TextEncoder().encode(JSON.stringify(head))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(headBytes.byteLength)
  return Buffer.concat([length, headBytes, ...packed.map(({ bytes }) => bytes)])
}

const decode = (bytes: Uint8Array): KeptResult => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = 4 + buffer.readUInt32BE(0)
  const { version, ...head } = JSON.parse(buffer.toString('utf8', 4, start)) as Head
  if (version !== 1) throw new InternalError('a kept result of an unknown version')
  return {
    ...head,
    block: async (index) => {
      const from = start + head.blocks.slice(0, index).reduce((sum, block) => sum + block.bytes, 0)
      const length = head.blocks[index]?.bytes ?? 0
      return JSON.parse((await unpack(buffer.subarray(from, from + length))).toString('utf8')) as ValueBlock
    },
  }
}

/** Keeps a result under its key, packed. False: the cache could not hold it. */
export const keepResult = async (ctx: Context, key: string, result: SqlResult, seconds: number): Promise<boolean> => {
  const bytes = await encode(result)
  await ctx.caches.results.set(PREFIX + key, bytes, seconds)
  return bytes.byteLength < PROBED_BYTES || (await ctx.caches.results.get(PREFIX + key)) !== undefined
}

/** A kept result; null once it is gone. */
export const findResult = async (ctx: Context, key: string): Promise<KeptResult | null> => {
  const bytes = await ctx.caches.results.get(PREFIX + key)
  return bytes === undefined ? null : decode(bytes)
}

export const forgetResult = (ctx: Context, key: string): Promise<void> => ctx.caches.results.delete(PREFIX + key)

/** The first rows of a kept result, unpacking no more than they need. */
export const firstRows = async (kept: KeptResult, most: number): Promise<SqlResult> => {
  const blocks: ValueBlock[] = []
  let rows = 0
  for (let i = 0; i < kept.blocks.length && rows < most; i++) {
    blocks.push(await kept.block(i))
    rows += kept.blocks[i]?.rows ?? 0
  }
  return { columns: kept.columns, kinds: kept.kinds, blocks, rowCount: kept.rowCount }
}
