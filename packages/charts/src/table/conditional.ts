import { asList, asNumber, type ChartTheme, fade, isRecord } from '@coset/chart-kit'
import { numeric, type Row } from '../cells.ts'

export interface CellPaint {
  readonly background?: string
  readonly color?: string
}

/** A row and a column → how its cell is painted; undefined leaves it plain. */
export type Painter = (row: Row, column: string) => CellPaint | undefined

type Test = (value: number) => boolean

const COMPARISONS: Readonly<Record<string, (value: number, target: number) => boolean>> = {
  '>': (value, target) => value > target,
  '<': (value, target) => value < target,
  '≥': (value, target) => value >= target,
  '≤': (value, target) => value <= target,
  '=': (value, target) => value === target,
  '≠': (value, target) => value !== target,
}

const BETWEEN: Readonly<Record<string, (value: number, left: number, right: number) => boolean>> = {
  '< x <': (value, left, right) => value > left && value < right,
  '≤ x ≤': (value, left, right) => value >= left && value <= right,
  '≤ x <': (value, left, right) => value >= left && value < right,
  '< x ≤': (value, left, right) => value > left && value <= right,
}

const TEXTS: Readonly<Record<string, (value: string, target: string) => boolean>> = {
  '=': (value, target) => value === target,
  'begins with': (value, target) => value.startsWith(target),
  'ends with': (value, target) => value.endsWith(target),
  containing: (value, target) => value.includes(target),
  'not containing': (value, target) => !value.includes(target),
}

const PLAIN: Readonly<Record<string, (value: unknown) => boolean>> = {
  'is true': (value) => value === true,
  'is false': (value) => value === false,
  'is null': (value) => value === null || value === undefined,
  'is not null': (value) => value !== null && value !== undefined,
}

const pick = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(table, key) ? table[key] : undefined)

interface Rule {
  readonly column: string
  readonly target: string
  readonly text: boolean
  /** 0–1: how strong the colour is on this value; undefined where the rule does not hold. */
  readonly strength: (value: unknown) => number | undefined
  readonly color: string
}

function numberTest(rule: Row): Test | undefined {
  const operator = String(rule['operator'] ?? '')
  const one = pick(COMPARISONS, operator)
  const target = asNumber(rule['targetValue'])
  if (one && target !== undefined) return (value) => one(value, target)
  const two = pick(BETWEEN, operator)
  const left = asNumber(rule['targetValueLeft'])
  const right = asNumber(rule['targetValueRight'])
  return two && left !== undefined && right !== undefined ? (value) => two(value, left, right) : undefined
}

/** Stronger the further a value lies from the near end of the range that the rule covers. */
function strengthOf(rule: Row, values: readonly number[]): (value: unknown) => number | undefined {
  const operator = String(rule['operator'] ?? 'None')
  const plain = pick(PLAIN, operator)
  if (plain) return (value) => (plain(value) ? 1 : undefined)
  const target = rule['targetValue']
  const textTest = typeof target === 'string' && asNumber(target) === undefined ? pick(TEXTS, operator) : undefined
  if (textTest) return (value) => (textTest(String(value ?? ''), String(target)) ? 1 : undefined)
  const test = operator === 'None' || operator === '' ? (): boolean => true : numberTest(rule)
  if (!test) return () => undefined
  const held = values.filter(test)
  const low = Math.min(...held)
  const high = Math.max(...held)
  const gradient = rule['useGradient'] !== false
  const downwards = operator === '<' || operator === '≤'
  return (value) => {
    const number = numeric(value)
    if (number === null || !test(number)) return undefined
    if (!gradient || high === low) return 1
    const share = (number - low) / (high - low)
    return 0.05 + 0.95 * (downwards ? 1 - share : share)
  }
}

function colorOf(scheme: unknown, theme: ChartTheme): string {
  const name = String(scheme ?? '')
  if (/^#[0-9a-f]{3,8}$/i.test(name) || name.startsWith('rgb')) return name
  if (/red|error/i.test(name)) return theme.negative
  if (/yellow|warning|alert/i.test(name)) return theme.dark ? '#d6ac2e' : '#b98900'
  return theme.positive
}

function compile(rule: Row, rows: readonly Row[], theme: ChartTheme): Rule | undefined {
  const column = rule['column']
  if (typeof column !== 'string') return undefined
  const values = rows.map((row) => numeric(row[column])).filter((value) => value !== null)
  const wholeRow = rule['columnFormatting'] === 'ENTIRE_ROW' || rule['toAllRow'] === true
  const other = typeof rule['columnFormatting'] === 'string' ? rule['columnFormatting'] : column
  return {
    column,
    target: wholeRow ? '*' : other,
    text: rule['objectFormatting'] === 'TEXT_COLOR' || rule['toTextColor'] === true,
    strength: strengthOf(rule, values),
    color: colorOf(rule['colorScheme'], theme),
  }
}

/** The saved `conditional_formatting` rules over these rows; later rules win. Undefined when there are none. */
export function conditionalPainter(saved: unknown, rows: readonly Row[], theme: ChartTheme): Painter | undefined {
  const rules = asList(saved)
    .filter(isRecord)
    .map((rule) => compile(rule, rows, theme))
    .filter((rule) => rule !== undefined)
  if (rules.length === 0) return undefined
  return (row, column) => {
    let paint: CellPaint | undefined
    for (const rule of rules) {
      if (rule.target !== '*' && rule.target !== column) continue
      const strength = rule.strength(row[rule.column])
      if (strength === undefined) continue
      paint = { ...paint, ...(rule.text ? { color: rule.color } : { background: fade(rule.color, 0.08 + 0.32 * strength) }) }
    }
    return paint
  }
}
