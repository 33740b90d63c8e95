import styles from './table.module.css'

export interface PagesProps {
  readonly page: number
  readonly pageSize: number
  readonly total: number
  readonly onPage: (page: number) => void
}

export function Pages({ page, pageSize, total, onPage }: PagesProps): React.ReactNode {
  const last = Math.max(0, Math.ceil(total / pageSize) - 1)
  const from = total === 0 ? 0 : page * pageSize + 1
  return (
    <nav className={styles['pages']} aria-label="Pages">
      <span>
        {from.toLocaleString()}–{Math.min(total, (page + 1) * pageSize).toLocaleString()} of {total.toLocaleString()}
      </span>
      <button type="button" aria-label="Previous page" disabled={page <= 0} onClick={() => onPage(page - 1)}>
        ‹
      </button>
      <button type="button" aria-label="Next page" disabled={page >= last} onClick={() => onPage(page + 1)}>
        ›
      </button>
    </nav>
  )
}
