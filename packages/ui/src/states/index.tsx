import { Button, Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './states.module.css'

interface Shared {
  /** For small places such as a chart. */
  readonly compact?: boolean
}

const box = (compact: boolean | undefined): string => (compact === true ? `${classes['box']} ${classes['compact']}` : (classes['box'] ?? ''))

/** Nothing here yet, and what to do about it. */
export const EmptyState = ({
  title,
  children,
  action,
  compact,
}: Shared & { readonly title: string; readonly children?: ReactNode; readonly action?: ReactNode }) => (
  <div className={box(compact)}>
    <p className={classes['title']}>{title}</p>
    {children}
    {action}
  </div>
)

/** A sentence, a next step, and details that fold out. `role="alert"`. */
export const ErrorState = ({
  message,
  details,
  onRetry,
  retryLabel,
  detailsLabel,
  compact,
}: Shared & {
  readonly message: string
  readonly details?: string
  readonly onRetry?: () => void
  readonly retryLabel: string
  readonly detailsLabel: string
}) => (
  <div className={box(compact)} role="alert">
    <p className={classes['title']}>{message}</p>
    {onRetry !== undefined && (
      <Button size="xs" variant="light" onClick={onRetry}>
        {retryLabel}
      </Button>
    )}
    {details !== undefined && details !== '' && details !== message && (
      <details className={classes['details']}>
        <summary>{detailsLabel}</summary>
        <pre>{details}</pre>
      </details>
    )}
  </div>
)

/** Something is on its way. */
export const LoadingState = ({ label, compact }: Shared & { readonly label: string }) => (
  <div className={box(compact)} aria-busy="true">
    <Loader size="sm" type="dots" aria-label={label} />
  </div>
)
