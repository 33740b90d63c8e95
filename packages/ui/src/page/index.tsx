import type { ReactNode } from 'react'
import classes from './page.module.css'

/** A page: a title row with at most two primary actions, then its content. */
export const Page = ({
  title,
  meta,
  actions,
  children,
}: {
  readonly title: ReactNode
  readonly meta?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}) => (
  <main className={classes['page']}>
    <header className={classes['header']}>
      <h1 className={classes['title']}>{title}</h1>
      {meta !== undefined && <div className={classes['meta']}>{meta}</div>}
      {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
    </header>
    {children}
  </main>
)
