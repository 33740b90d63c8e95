import { ErrorState } from '@coset/ui'
import { Component, type ReactNode } from 'react'
import { t } from '../../../session/i18n.ts'

interface Props {
  readonly children: ReactNode
  /** Another value gives the picture another try. */
  readonly attempt: unknown
}

interface State {
  readonly error: Error | null
  readonly attempt: unknown
}

/** A chart that cannot be drawn says so and leaves the page as it is. */
export class ChartBoundary extends Component<Props, State> {
  override readonly state: State = { error: null, attempt: this.props.attempt }
  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error }
  }
  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.attempt === state.attempt ? null : { error: null, attempt: props.attempt }
  }
  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <ErrorState
        message={t('This chart cannot be drawn with these settings.')}
        details={error.stack ?? error.message}
        onRetry={() => this.setState({ error: null })}
        retryLabel={t('Try again')}
        detailsLabel={t('Details')}
      />
    )
  }
}
