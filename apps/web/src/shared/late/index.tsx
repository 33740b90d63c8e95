import { type ComponentType, type ReactNode, useEffect, useState } from 'react'

interface State<Props> {
  readonly Shown?: ComponentType<Props>
  readonly failure?: { readonly error: unknown }
}

export type LateComponent<Props> = ComponentType<Props> & {
  /** Fetches the code before the component is shown; whether it came, the component says. */
  readonly fetch: () => void
}

/**
 * A component whose code is fetched when it is first shown; `waiting` stands in its place until then. Code that cannot be had is thrown to the nearest
 * boundary, and asked for again when that is tried again: React's own `lazy` would remember the failure for ever.
 */
export const late = <Props extends object>(load: () => Promise<ComponentType<Props>>, waiting: () => ReactNode = () => null): LateComponent<Props> => {
  let known: ComponentType<Props> | undefined
  let loading: Promise<ComponentType<Props>> | undefined
  const start = async (): Promise<ComponentType<Props>> => {
    loading ??= load()
    try {
      known = await loading
      return known
    } catch (error) {
      loading = undefined
      throw error
    }
  }
  const Late = (props: Props): ReactNode => {
    const [{ Shown, failure }, setState] = useState((): State<Props> => (known === undefined ? {} : { Shown: known }))
    useEffect(() => {
      let live = true
      start().then(
        (found) => live && setState({ Shown: found }),
        (error: unknown) => live && setState({ failure: { error } }),
      )
      return () => {
        live = false
      }
    }, [])
    if (failure !== undefined) throw failure.error
    return Shown === undefined ? waiting() : <Shown {...props} />
  }
  return Object.assign(Late, { fetch: () => void start().catch(() => undefined) })
}
