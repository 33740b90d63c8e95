import { ErrorState } from '@coset/ui'
import { Component, type ReactNode } from 'react'
import { t } from '../session/i18n.ts'

interface State {
  readonly error: Error | null
}

/** What a page throws while it draws becomes a sentence; the frame stays. */
export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override readonly state: State = { error: null }
  static getDerivedStateFromError(error: Error): State {
    return { error }
  }
  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <ErrorState
        message={t('This page stumbled over something unexpected.')}
        details={error.stack ?? error.message}
        onRetry={() => this.setState({ error: null })}
        retryLabel={t('Try again')}
        detailsLabel={t('Details')}
      />
    )
  }
}
