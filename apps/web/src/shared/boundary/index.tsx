import { ErrorState } from '@coset/ui'
import { Component, type ReactNode } from 'react'
import { t } from '../../session/i18n.ts'

interface Props {
  readonly children: ReactNode
  /** What is said instead of a chart's own sentence. */
  readonly message?: string
}

/** A chart that cannot be drawn says so and leaves the others alone. */
export class Boundary extends Component<Props, { readonly error: Error | null }> {
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
        message={this.props.message ?? t('This chart cannot be drawn.')}
        details={error.stack ?? error.message}
        onRetry={() => this.setState({ error: null })}
        retryLabel={t('Try again')}
        detailsLabel={t('Details')}
      />
    )
  }
}
