import type { AnswerBehind } from './sql-behind.ts'

/** Texts of wide integers as numbers of the wire, row by row; everything else as it is. */
export const wireRows = (answer: AnswerBehind): readonly (readonly unknown[])[] => {
  const integers = answer.columns.map((column) => /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?)$/.test(column.type))
  return answer.rows.map((row) => row.map((value, c) => (integers[c] === true && typeof value === 'string' ? BigInt(value) : value)))
}

export const pages = <T>(rows: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.max(1, Math.ceil(rows.length / size)) }, (_, i) => rows.slice(i * size, (i + 1) * size))
