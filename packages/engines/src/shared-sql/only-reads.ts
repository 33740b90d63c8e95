import { AppError, EngineFailure } from '@coset/core'
import { tokenize } from '@coset/sql'

const READING = new Set(['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'VALUES', 'TABLE', 'FROM'])
const WRITING = new Set(
  'INSERT UPDATE DELETE MERGE UPSERT REPLACE CREATE DROP ALTER TRUNCATE GRANT REVOKE CALL COPY UNLOAD LOAD EXECUTE EXPORT IMPORT RENAME VACUUM OPTIMIZE'.split(
    ' ',
  ),
)

const refused = (): EngineFailure => new EngineFailure('Only queries are allowed here', { code: 'DML_NOT_ALLOWED_ERROR' })

/**
 * For engines whose sessions cannot be told to refuse writes: throws EngineFailure unless the text is one statement that reads by its first word,
 * and by the word after its WITH clause. A second lock: whoever sends people's SQL has parsed it before.
 */
export const refuseWrites = (sql: string, grammar: string): void => {
  let words: readonly { readonly text: string; readonly depth: number }[]
  try {
    let depth = 0
    words = tokenize(sql, grammar).flatMap((token) => {
      if (token.kind === 'operator' && token.text === '(') depth++
      else if (token.kind === 'operator' && token.text === ')') depth--
      else if (token.kind === 'word') return [{ text: token.value.toUpperCase(), depth }]
      return []
    })
  } catch (error) {
    if (error instanceof AppError) throw refused()
    throw error
  }
  const first = words[0]
  if (first === undefined || !READING.has(first.text)) throw refused()
  const top = words.filter((word) => word.depth === first.depth).map((word) => word.text)
  if (first.text !== 'EXPLAIN' && top.includes('INTO')) throw refused()
  const executes = first.text === 'EXPLAIN' && words[1]?.text === 'ANALYZE' && words.some((word) => WRITING.has(word.text))
  const body = first.text === 'WITH' ? top.slice(1).find((word) => READING.has(word) || WRITING.has(word)) : undefined
  if (executes || (body !== undefined && WRITING.has(body))) throw refused()
}
