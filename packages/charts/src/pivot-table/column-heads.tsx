import type { Entry } from './entries.ts'
import styles from './pivot.module.css'

const HEAD_HEIGHT = 28

export interface ColumnHeadsProps {
  readonly entries: readonly Entry[]
  readonly labels: readonly (readonly string[])[]
  /** Names over the row headings. */
  readonly corners: readonly string[]
  readonly cornerLefts: readonly number[]
  readonly cornerWidths: readonly number[]
  /** Names of the column dimensions, shown over the last corner. */
  readonly levelNames: readonly string[]
  readonly sorted: { readonly key: string; readonly descending: boolean } | undefined
  readonly onSort: (entry: Entry) => void
}

interface Run {
  readonly label: string
  readonly from: number
  readonly length: number
}

/** Neighbours with the same headings down to this level share one cell. */
function runs(labels: readonly (readonly string[])[], level: number): readonly Run[] {
  const found: Run[] = []
  const prefix = (index: number): string => (labels[index] ?? []).slice(0, level + 1).join('\u0001')
  for (let index = 0; index < labels.length; index += 1) {
    const last = found.at(-1)
    if (last && prefix(last.from) === prefix(index)) found[found.length - 1] = { ...last, length: last.length + 1 }
    else found.push({ label: labels[index]?.[level] ?? '', from: index, length: 1 })
  }
  return found
}

/** The heading rows of a pivot table; the lowest one sorts. */
export function ColumnHeads({ entries, labels, corners, cornerLefts, cornerWidths, levelNames, sorted, onSort }: ColumnHeadsProps): React.ReactNode {
  const levels = Math.max(1, labels[0]?.length ?? 0)
  return (
    <thead>
      {Array.from({ length: levels }, (_, level) => {
        const lowest = level === levels - 1
        const top = level * HEAD_HEIGHT
        return (
          <tr key={level}>
            {corners.map((name, index) => (
              <th
                key={name}
                scope="col"
                className={styles['corner']}
                style={{
                  top,
                  insetInlineStart: cornerLefts[index],
                  minWidth: cornerWidths[index],
                  maxWidth: cornerWidths[index],
                  textAlign: !lowest ? 'end' : undefined,
                }}
              >
                {lowest ? name : index === corners.length - 1 ? (levelNames[level] ?? '') : ''}
              </th>
            ))}
            {runs(labels, level).map((run) => {
              const entry = entries[run.from]
              if (!lowest || !entry) {
                return (
                  <th key={run.from} scope="colgroup" colSpan={run.length} style={{ top }}>
                    {run.label}
                  </th>
                )
              }
              const isSorted = sorted?.key === entry.key
              return (
                <th
                  key={run.from}
                  scope="col"
                  colSpan={run.length}
                  style={{ top, textAlign: 'end' }}
                  aria-sort={isSorted ? (sorted.descending ? 'descending' : 'ascending') : 'none'}
                >
                  <button type="button" className={styles['plain']} onClick={() => onSort(entry)}>
                    {run.label === '' ? 'Value' : run.label} <span aria-hidden="true">{isSorted ? (sorted.descending ? '↓' : '↑') : ''}</span>
                  </button>
                </th>
              )
            })}
          </tr>
        )
      })}
    </thead>
  )
}
