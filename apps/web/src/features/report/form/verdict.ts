import { writeExact } from '@coset/core'
import { t } from '../../../session/i18n.ts'
import type { Values } from '../model/values.ts'

const holds = (value: number, condition: Values['condition'], threshold: number): boolean => {
  if (condition === '<') return value < threshold
  if (condition === '<=') return value <= threshold
  if (condition === '>') return value > threshold
  if (condition === '>=') return value >= threshold
  return condition === '==' ? value === threshold : value !== threshold
}

/** What an alert would do with an answer, in a sentence. */
export const verdictOf = ({ condition, threshold }: Pick<Values, 'condition' | 'threshold'>, rows: readonly Readonly<Record<string, unknown>>[]): string => {
  const [row] = rows
  if (row === undefined) return t('No row: it would not be sent.')
  const cells = Object.values(row)
  if (rows.length > 1 || cells.length !== 1) return t('More than one row or column: this would be an error.')
  const [cell] = cells
  if (cell === null || cell === undefined) return t('Nothing (NULL): it would not be sent.')
  const value = typeof cell === 'object' ? writeExact(cell) : String(cell)
  const told = (sent: boolean): string => (sent ? t('{{value}}: it would be sent.', { value }) : t('{{value}}: it would not be sent.', { value }))
  if (condition === 'not null') return told(cell !== 0 && cell !== false)
  const number = typeof cell === 'object' || value.trim() === '' ? Number.NaN : Number(cell)
  if (Number.isNaN(number)) return t('{{value}} is no number: this would be an error.', { value })
  return threshold === '' ? t('{{value}}: give a number to compare with.', { value }) : told(holds(number, condition, threshold))
}
