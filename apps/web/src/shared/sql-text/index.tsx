import { StandardSQL } from '@codemirror/lang-sql'
import { highlightCode, tagHighlighter, tags } from '@lezer/highlight'
import { Fragment, useMemo } from 'react'
import classes from './sql-text.module.css'

const colours = tagHighlighter([
  { tag: [tags.keyword, tags.operatorKeyword], class: 'keyword' },
  { tag: [tags.string, tags.special(tags.string)], class: 'string' },
  { tag: [tags.number, tags.bool, tags.null], class: 'number' },
  { tag: tags.comment, class: 'comment' },
])

interface Piece {
  readonly text: string
  readonly colour: string
}

const piecesOf = (sql: string): readonly Piece[] => {
  const pieces: Piece[] = []
  highlightCode(
    sql,
    StandardSQL.language.parser.parse(sql),
    colours,
    (text, colour) => pieces.push({ text, colour }),
    () => pieces.push({ text: '\n', colour: '' }),
  )
  return pieces
}

/** Texts longer than this are shown without colours: one would wait for them. */
const MOST_COLOURED = 100_000

/** SQL to be read, in colours. */
export const SqlText = ({ sql }: { readonly sql: string }) => {
  const pieces = useMemo(() => (sql.length > MOST_COLOURED ? [{ text: sql, colour: '' }] : piecesOf(sql)), [sql])
  return (
    <code className={classes['sql']}>
      {pieces.map(({ text, colour }, i) =>
        colour === '' ? (
          <Fragment key={i}>{text}</Fragment>
        ) : (
          <span key={i} className={classes[colour] ?? ''}>
            {text}
          </span>
        ),
      )}
    </code>
  )
}

/** The first line that says something. */
export const firstLine = (sql: string): string =>
  sql
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '') ?? ''
