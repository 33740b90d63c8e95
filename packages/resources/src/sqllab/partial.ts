import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import type { AsyncJob } from '@coset/contract'
import type { Context } from '../context.ts'
import { publish } from '../events/index.ts'
import type { QueryRow } from '../query-history/repository.ts'
import { arraysText, type Reading, rowsOf } from './result.ts'

const pack = promisify(deflate)
const unpack = promisify(inflate)

const MOST_ROWS = 1_000
const MOST_BYTES = 1_000_000
/** Runs that end sooner are told nothing of. */
const FIRST_MS = 1_000
const LONGEST_MS = 10_000
/** What a vanished worker leaves behind is gone after this. */
const KEPT_SECONDS = 60
const AGAIN_MS = 20_000

type Run = Pick<QueryRow, 'id' | 'client_id' | 'user_id' | 'start_time'>

/** Never those of a result, so that nothing reads them as one; sites that share a cache count their runs alike, so the id alone will not do. */
const keysOf = ({ id, client_id, user_id, start_time }: Run): { readonly rows: string; readonly count: string } => {
  const hash = createHash('sha256')
    .update(JSON.stringify([id, client_id, user_id, start_time]))
    .digest('base64url')
  return { rows: `sqllab-partial:${id}:${hash}:rows`, count: `sqllab-partial:${id}:${hash}:count` }
}

interface FirstRows {
  readonly bytes: Uint8Array
  readonly shown: number
  /** No more rows will be shown, however many come. */
  readonly full: boolean
}

const firstRows = async (reading: Reading): Promise<FirstRows> => {
  const result = reading.first(MOST_ROWS)
  const texts: string[] = []
  let bytes = 0
  for (const cell of rowsOf(result.blocks, 0, MOST_ROWS)) {
    const text = arraysText([cell], result.kinds).slice(1, -1)
    bytes += Buffer.byteLength(text) + 1
    if (bytes > MOST_BYTES) break
    texts.push(text)
  }
  const body = `"columns":${JSON.stringify(result.columns)},"rows":[${texts.join(',')}]`
  return { bytes: await pack(body, { level: 1 }), shown: texts.length, full: texts.length === MOST_ROWS || bytes > MOST_BYTES }
}

/** Lets the first rows of a run be looked at while the others are read. */
export interface Watch {
  readonly onReading: (reading: Reading) => void
  /** Nothing can be looked at from then on. */
  close(): Promise<void>
}

interface State {
  reading: Reading | null
  rows: number
  first: FirstRows | null
  keptAt: number
}

const keep = async (ctx: Context, run: Run, state: State): Promise<boolean> => {
  const { reading, first: before } = state
  if (reading === null || reading.rows === 0) return false
  const now = performance.now()
  const isNews = reading.rows !== state.rows
  if (!isNews && now - state.keptAt < AGAIN_MS) return false
  const { results } = ctx.caches
  const keys = keysOf(run)
  const rows = reading.rows
  const first = before === null || (isNews && !before.full) ? await firstRows(reading) : before
  state.first = first
  if (first !== before || now - state.keptAt >= AGAIN_MS) {
    await results.set(keys.rows, first.bytes, KEPT_SECONDS)
    state.keptAt = now
  }
  await results.set(keys.count, new TextEncoder().encode(String(rows)), KEPT_SECONDS)
  state.rows = rows
  return isNews
}

const forget = async (ctx: Context, run: Run): Promise<void> => {
  const keys = keysOf(run)
  await ctx.caches.results.delete(keys.rows)
  await ctx.caches.results.delete(keys.count)
}

/**
 * Watches a run: from a second on its first rows are kept for a short time, and the channel is told how many there are, at most once a second and ever more
 * seldom. Troubles of the cache or the channel do not touch the run.
 */
export const watchRun = (ctx: Context, row: Run, channel: string | null): Watch => {
  const state: State = { reading: null, rows: 0, first: null, keptAt: 0 }
  const stop = new AbortController()
  const began = performance.now()
  const tell = async (): Promise<void> => {
    if (!(await keep(ctx, row, state)) || channel === null) return
    const job: AsyncJob = {
      channel_id: channel,
      job_id: `query:${row.client_id}`,
      user_id: row.user_id,
      status: 'running',
      errors: [],
      result_url: null,
      partial: { rows: state.rows, shown: state.first?.shown ?? 0 },
    }
    await publish(ctx, channel, job)
  }
  const follow = async (): Promise<void> => {
    for (let rest = FIRST_MS; !stop.signal.aborted; rest = Math.min(LONGEST_MS, Math.max(FIRST_MS, (performance.now() - began) / 20))) {
      await wait(rest, undefined, { signal: stop.signal, ref: false }).catch(() => undefined)
      if (!stop.signal.aborted) await tell().catch((error: unknown) => ctx.query.notice('the first rows of a query could not be told', error))
    }
  }
  const following = follow()
  return {
    onReading: (reading) => {
      state.reading = reading
    },
    close: async () => {
      stop.abort()
      await following
      if (state.first !== null) await forget(ctx, row).catch((error: unknown) => ctx.query.notice('the first rows of a query could not be dropped', error))
    },
  }
}

/** The first rows of a run that goes on, as the JSON of their answer; null: there are none. */
export const partialText = async (ctx: Context, row: Run): Promise<string | null> => {
  const keys = keysOf(row)
  const [body, count] = await Promise.all([ctx.caches.results.get(keys.rows), ctx.caches.results.get(keys.count)])
  if (body === undefined || count === undefined) return null
  const head = JSON.stringify({ client_id: row.client_id, partial: true, total: Number(new TextDecoder().decode(count)) })
  return `${head.slice(0, -1)},${(await unpack(body)).toString('utf8')}}`
}
