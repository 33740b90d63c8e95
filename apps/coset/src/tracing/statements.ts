import type { ColumnBlock, Connection, Engine, QueryRequest, ResultStream } from '@coset/engines'
import type { OpenSpan, Tracing } from './open.ts'

const counted = async function* (blocks: AsyncIterable<ColumnBlock>, span: OpenSpan): AsyncGenerator<ColumnBlock> {
  let rows = 0
  let failure: unknown
  try {
    for await (const block of blocks) {
      rows += block[0]?.length ?? 0
      yield block
    }
  } catch (error) {
    failure = error
    throw error
  } finally {
    span.set({ 'db.response.returned_rows': rows })
    span.end(failure)
  }
}

const streamOf = async (connection: Connection, request: QueryRequest, engine: string, tracing: Tracing): Promise<ResultStream> => {
  const span = tracing.start('statement', { kind: 'client', attributes: { 'db.system.name': engine } })
  try {
    const stream = await span.within(() => connection.stream(request))
    return {
      columns: stream.columns,
      blocks: counted(stream.blocks, span),
      truncated: () => stream.truncated(),
      cancel: async () => {
        await stream.cancel()
        span.end({ code: 'cancelled' })
      },
    }
  } catch (error) {
    span.end(error)
    throw error
  }
}

/** The connection itself but for `stream`; members are classes, whose methods need their own `this`. */
const traced = (connection: Connection, engine: string, tracing: Tracing): Connection =>
  new Proxy(connection, {
    get: (own, key) => {
      if (key === 'stream') return (request: QueryRequest) => streamOf(own, request, engine, tracing)
      const member: unknown = Reflect.get(own, key)
      return typeof member === 'function' ? member.bind(own) : member
    },
  })

/** An engine whose statements are spans: until the last row was read, without their text. */
export const tracedEngine = (engine: Engine, tracing: Tracing): Engine => ({
  ...engine,
  connect: (config) => traced(engine.connect(config), engine.id, tracing),
})
