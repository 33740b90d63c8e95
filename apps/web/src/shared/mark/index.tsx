import type { ReactNode } from 'react'
import classes from './mark.module.css'

/** A state as icon, word and colour. */
export const Mark = ({
  tone,
  icon,
  children,
}: {
  readonly tone: 'good' | 'bad' | 'warning' | 'busy' | 'quiet'
  readonly icon: ReactNode
  readonly children: string
}) => (
  <span className={classes['mark']} data-tone={tone}>
    <span className={classes['icon']} aria-hidden>
      {icon}
    </span>
    {children}
  </span>
)
