import { wireRows } from '../testing/paged-rows.ts'
import { type PlayedServer, playServer } from '../testing/played-server.ts'
import { kindOfError, type SqlBehind } from '../testing/sql-behind.ts'

const MESSAGES = { column: "Column 'nope' not found in any table", table: "Object 'nope' not found", syntax: 'Encountered "FROM" at line 1', other: 'failed' }

/** A router: one answer of lines a statement; DELETE ends a statement by its id. */
export const playDruid = (behind: SqlBehind): Promise<PlayedServer> => {
  const running = new Map<string, AbortController>()
  return playServer(async (request) => {
    if (request.headers.authorization === `Basic ${Buffer.from('ann:wrong').toString('base64')}`) return { status: 401 }
    if (request.method === 'DELETE') {
      running.get(request.path.split('/').at(-1) ?? '')?.abort()
      return { status: 202 }
    }
    const context = request.json['context'] as { readonly sqlQueryId: string }
    const stop = new AbortController()
    running.set(context.sqlQueryId, stop)
    try {
      const answer = await behind.run(String(request.json['query']), AbortSignal.any([stop.signal, request.gone]))
      const rows = wireRows(answer).map((row) => JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)))
      const head = [answer.columns.map((column) => column.name), answer.columns.map(() => 'STRING'), answer.columns.map((column) => column.type)]
      return { body: `${[...head.map((line) => JSON.stringify(line)), ...rows].join('\n')}\n\n` }
    } catch (error) {
      return { status: 400, body: { error: 'druidException', errorCode: 'invalidInput', errorMessage: MESSAGES[kindOfError(error)] } }
    } finally {
      running.delete(context.sqlQueryId)
    }
  })
}
