import type { Goal, Measure, Outcome } from './measure.ts'

/** What came of a measure: figures, or why there are none. */
export interface Line {
  readonly measure: Measure
  readonly outcome?: Outcome
  readonly error?: string
}

/** Three significant digits, and never an exponent. */
export const figure = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))

const goalText = (goal: Goal, unit: string): string => `${goal.bound === 'at least' ? '≥' : '≤'} ${goal.value}${goal.of === 'ratio' ? ' ×' : ` ${unit}`}`

const verdict = (ok: boolean | null): string => (ok === null ? '–' : ok ? 'yes' : 'NO')

const cells = ({ measure, outcome }: Line): readonly string[] => {
  const goal = goalText(measure.goal, measure.unit)
  if (outcome === undefined) return [measure.name, measure.about, 'failed', '', '', goal, '–']
  const { ours, theirs, ratio, ok, note } = outcome
  return [
    measure.name,
    measure.about + (note === undefined ? '' : ` (${note})`),
    `${figure(ours)} ${measure.unit}`,
    theirs === null ? '' : `${figure(theirs)} ${measure.unit} (${measure.against})`,
    ratio === null ? '' : `${figure(ratio)} ×`,
    goal,
    verdict(ok),
  ]
}

const HEAD = ['measure', 'what', 'ours', 'theirs', 'ours ÷ theirs', 'goal', 'met']

/** A Markdown table, its columns aligned for the terminal; failures with their reasons below. */
export const tableOf = (lines: readonly Line[]): string => {
  const rows = [HEAD, ...lines.map(cells)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const row = (texts: readonly string[]): string => `| ${texts.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  const failures = lines.flatMap(({ measure, error }) => (error === undefined ? [] : [`✗ ${measure.name}: ${error}`]))
  return [row(HEAD), rule, ...rows.slice(1).map(row), ...(failures.length === 0 ? [] : ['', ...failures])].join('\n')
}
