import { ErrorState, LoadingState } from '@coset/ui'
import { useMantineColorScheme } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import { Outlet } from 'react-router'
import { t } from '../../session/i18n.ts'
import { SessionProvider } from '../../session/session.tsx'
import { type Embedding, EmbeddingProvider } from '../../shared/embedding/index.ts'
import { type PictureFacts, readFacts, readState } from './facts.ts'
import { useReadiness } from './ready.ts'

const nobodyAsks = (): void => undefined

const Bare = ({ facts }: { readonly facts: PictureFacts }) => {
  const { setColorScheme } = useMantineColorScheme()
  const [parameters] = useState(() => new URLSearchParams(window.location.search))
  useEffect(() => setColorScheme(parameters.get('themeMode') === 'dark' ? 'dark' : 'light'), [parameters, setColorScheme])
  const embedding = useMemo(
    (): Embedding => ({
      dashboardId: facts.id,
      ui: { hideTitle: false, hideTabs: false, hideChartControls: true, emitMasks: false, showFilters: false, expandFilters: null },
      permalinkKey: null,
      picture: readState(parameters),
      parameters: {},
      answer: nobodyAsks,
      changed: nobodyAsks,
    }),
    [facts, parameters],
  )
  return (
    <SessionProvider
      waiting={<LoadingState label={t('Loading')} />}
      failed={(error) => <ErrorState message={error.message} retryLabel={t('Try again')} detailsLabel={t('Details')} />}
    >
      <EmbeddingProvider value={embedding}>
        <Outlet context={facts} />
      </EmbeddingProvider>
    </SessionProvider>
  )
}

/** The page that a picture is taken of. */
export const Page = () => {
  useReadiness()
  const [facts] = useState(() => readFacts(document.querySelector<HTMLMetaElement>('meta[name="picture"]')?.content))
  if (facts === null) return <ErrorState message={t('There is no picture at this address.')} retryLabel={t('Try again')} detailsLabel={t('Details')} />
  return <Bare facts={facts} />
}
