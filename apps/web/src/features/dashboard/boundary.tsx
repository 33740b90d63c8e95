import { ErrorState } from '@coset/ui'
import { Component, type ReactNode } from 'react'
import { t } from '../../session/i18n.ts'

/** A chart that cannot be drawn says so and leaves the others alone. */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override readonly state: { readonly error: Error | null } = { error: null }
  static getDerivedStateFromError(error: Error): { readonly error: Error } {
    return { error }
  }
  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <ErrorState
        compact
        message={t('This chart cannot be drawn.')}
        details={error.stack ?? error.message}
        onRetry={() => this.setState({ error: null })}
        retryLabel={t('Try again')}
        detailsLabel={t('Details')}
      />
    )
  }
}
