import { ErrorState, LoadingState } from '@coset/ui'
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Switchboard } from '@superset-ui/switchboard'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Outlet } from 'react-router'
import { setGuestToken } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { SessionProvider } from '../../session/session.tsx'
import { onHost } from '../../shared/embedding/handshake.ts'
import { type DashboardAnswers, type Embedding, EmbeddingProvider } from '../../shared/embedding/index.ts'
import { useTokens } from '../../shared/theme/index.ts'
import { changeOf, defineAnswers } from './answers.ts'
import { ownParameters, type PageFacts, readFacts, readUi, type Scheme, schemeOf } from './settings.ts'
import { NO_THEME, readHostTheme } from './theme.ts'

const tokenOf = (args: unknown): string | null => {
  const token: unknown = typeof args === 'object' && args !== null && 'guestToken' in args ? args.guestToken : null
  return typeof token === 'string' ? token : null
}

const member = (args: unknown, key: string): unknown =>
  typeof args === 'object' && args !== null && key in args ? (args as Record<string, unknown>)[key] : undefined

/** Answers of the dashboard, once it is there. */
const useAnswers = () => {
  const current = useRef<{ current: DashboardAnswers } | null>(null)
  const [shown] = useState(() => Promise.withResolvers<{ readonly current: DashboardAnswers }>())
  const answer = useCallback(
    (answers: DashboardAnswers): void => {
      if (current.current === null) {
        current.current = { current: answers }
        shown.resolve(current.current)
      } else current.current.current = answers
    },
    [shown],
  )
  return { shown: shown.promise, answer }
}

const Host = ({ facts }: { readonly facts: PageFacts }) => {
  const client = useQueryClient()
  const { setColorScheme: setScheme } = useMantineColorScheme()
  const latest = useRef(setScheme)
  latest.current = setScheme
  const setColorScheme = useCallback((scheme: Scheme) => latest.current(scheme), [])
  const dark = useComputedColorScheme('light') === 'dark'
  const [switchboard, setSwitchboard] = useState<Switchboard | null>(null)
  const [admitted, setAdmitted] = useState(false)
  const [theme, setTheme] = useState(NO_THEME)
  const { shown, answer } = useAnswers()
  const [parameters] = useState(() => new URLSearchParams(window.location.search))
  useTokens('host', dark ? theme.dark : theme.light)
  useEffect(() => setColorScheme(schemeOf(parameters.get('themeMode')) ?? 'light'), [parameters, setColorScheme])
  useEffect(
    () =>
      onHost((port) => {
        const board = new Switchboard({ port, name: 'coset' })
        defineAnswers(board, shown)
        board.defineMethod('guestToken', (args: unknown) => {
          const token = tokenOf(args)
          if (token === null) return
          setGuestToken(facts.guestTokenHeader, token)
          // A token that came too late: what was refused in the meantime is asked again
          void client.refetchQueries({ predicate: (query) => query.state.status === 'error' })
          setAdmitted(true)
        })
        board.defineMethod('setThemeMode', (args: unknown) => {
          const scheme = schemeOf(member(args, 'mode'))
          if (scheme !== null) setColorScheme(scheme)
        })
        board.defineMethod('setThemeConfig', (args: unknown) => {
          const next = readHostTheme(member(args, 'themeConfig'))
          setTheme(next)
          if (next.darkByDefault) setColorScheme('dark')
        })
        board.start()
        setSwitchboard(board)
      }),
    [client, facts, setColorScheme, shown],
  )
  const ui = useMemo(() => readUi(parameters), [parameters])
  const embedding = useMemo(
    (): Embedding => ({
      dashboardId: facts.dashboardId,
      ui,
      picture: null,
      permalinkKey: parameters.get('permalink_key'),
      parameters: ownParameters(parameters),
      answer,
      changed: (before, now) => {
        if (ui.emitMasks) switchboard?.emit('observeDataMask', changeOf(before, now))
      },
    }),
    [facts, ui, parameters, answer, switchboard],
  )
  if (!admitted) return <LoadingState label={t('Waiting for the page around to let you in')} />
  return (
    <SessionProvider
      waiting={<LoadingState label={t('Loading')} />}
      failed={(error, retry) => <ErrorState message={error.message} onRetry={retry} retryLabel={t('Try again')} detailsLabel={t('Details')} />}
    >
      <EmbeddingProvider value={embedding}>
        <Outlet />
      </EmbeddingProvider>
    </SessionProvider>
  )
}

/** A dashboard inside another site's page: waits for that page's word, then shows the dashboard to its guest. */
export const Page = () => {
  const [facts] = useState(() => readFacts(document.querySelector<HTMLMetaElement>('meta[name="embedded"]')?.content))
  if (facts === null)
    return <ErrorState message={t('There is no embedded dashboard at this address.')} retryLabel={t('Try again')} detailsLabel={t('Details')} />
  return <Host facts={facts} />
}
