import { cssVariables, EmptyState, ErrorState, theme } from '@coset/ui'
import { MantineProvider, mergeThemeOverrides } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Suspense } from 'react'
import { BrowserRouter, Link, Navigate, Route, Routes, useLocation } from 'react-router'
import { ApiError } from '../session/api.ts'
import { t } from '../session/i18n.ts'
import { keyText } from '../session/query-keys.ts'
import { type Session, SessionProvider, useSession } from '../session/session.tsx'
import { late } from '../shared/late/index.tsx'
import { useSiteTheme } from '../shared/theme/index.ts'
import { useFollowing } from '../shared/work/index.ts'
import { Boundary } from './boundary.tsx'
import { DatabaseSignIn } from './database-sign-in.tsx'
import { EmbeddedPages, hostColorScheme, isEmbedded } from './embedded.tsx'
import { type Feature, featureAt, features } from './features.ts'
import { Frame } from './frame/index.tsx'
import { Loading } from './loading.tsx'
import { isPicture, PicturePages } from './picture.tsx'
import { isOpenPage, openPages } from './sign-in/open-pages.tsx'
import { Toasts } from './toasts.tsx'
import { AskedToSignIn } from './viewing/asked.tsx'
import { Viewing } from './viewing/index.tsx'

const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

// Libraries that add a <style> when a dialog locks scrolling (get-nonce) look for the nonce of the page under this name.
Object.assign(globalThis, { __webpack_nonce__: nonce() })

const client = new QueryClient({
  defaultOptions: {
    queries: {
      queryKeyHashFn: keyText,
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 502),
    },
  },
})

const SIGN_IN = /^\/login\/?$/
const SignIn = late(async () => (await import('./sign-in/index.tsx')).SignIn, Loading)

const Guarded = ({ feature }: { readonly feature: Feature }) => {
  const session = useSession()
  const Page = feature.page
  if (feature.permission !== undefined && !session.allows(...feature.permission))
    return (
      <ErrorState
        message={t('Your roles do not open this page. An administrator can change that.')}
        details={feature.permission.join(' on ')}
        retryLabel={t('Try again')}
        detailsLabel={t('Details')}
      />
    )
  return (
    <Suspense fallback={<Loading />}>
      <Page />
    </Suspense>
  )
}

/** Does the page at an address open to what somebody holds? So it does to people who are not signed in, where the role Public holds it. */
const isOpenTo = (session: Session, path: string): boolean => {
  const permission = featureAt(path)?.permission
  return permission !== undefined && session.allows(...permission)
}

const Pages = () => {
  const session = useSession()
  const location = useLocation()
  useFollowing()
  useSiteTheme()
  const isSignIn = SIGN_IN.test(location.pathname)
  const isClosed = !isOpenPage(location.pathname) && !isOpenTo(session, location.pathname)
  if (session.user === null && session.viewing !== null && (isSignIn || isClosed))
    return (
      <Viewing>
        <AskedToSignIn />
      </Viewing>
    )
  if (session.user === null && isClosed) return <Navigate to={`/login/?next=${encodeURIComponent(location.pathname + location.search)}`} replace />
  return (
    <Viewing>
      <DatabaseSignIn />
      <Routes>
        <Route
          path="/login/"
          element={
            <Boundary>
              <SignIn />
            </Boundary>
          }
        />
        {openPages.map(({ path, page: Open }) => (
          <Route
            key={path}
            path={path}
            element={
              <Suspense fallback={<Loading />}>
                <Open />
              </Suspense>
            }
          />
        ))}
        {features.map((feature) => (
          <Route
            key={feature.path}
            path={feature.path}
            element={
              <Frame>
                <Boundary key={location.pathname}>
                  <Guarded feature={feature} />
                </Boundary>
              </Frame>
            }
          />
        ))}
        <Route path="/dashboard/new/" element={<Navigate to="/dashboard/list/?new=1" replace />} />
        <Route
          path="*"
          element={
            <Frame>
              <EmptyState title={t('There is no page at this address.')} action={<Link to="/">{t('Go to the start')}</Link>}>
                <p>{t('What it named may have been deleted or moved, or a letter is missing.')}</p>
              </EmptyState>
            </Frame>
          }
        />
      </Routes>
    </Viewing>
  )
}

/** Every cross has a name, in the language of whoever is signed in when it is drawn. */
const named = mergeThemeOverrides(theme, { components: { CloseButton: { defaultProps: () => ({ 'aria-label': t('Close') }) } } })

const embedded = isEmbedded()
const picture = isPicture()
const schemes = embedded || picture ? { colorSchemeManager: hostColorScheme() } : {}

const Site = () => (
  <SessionProvider
    waiting={<Loading />}
    failed={(error, retry) => <ErrorState message={error.message} onRetry={retry} retryLabel={t('Try again')} detailsLabel={t('Details')} />}
  >
    <Pages />
  </SessionProvider>
)

// The page's code comes while the server is still asked who is there
const { pathname } = window.location
if (SIGN_IN.test(pathname)) SignIn.fetch()
else featureAt(pathname)?.page.fetch()

/** Providers outside in: theme, data, session, routes. In another site's frame the session begins when that site lets its guest in. */
export const App = () => (
  <MantineProvider theme={named} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={nonce} {...schemes}>
    <Toasts />
    <QueryClientProvider client={client}>
      <ModalsProvider>
        <BrowserRouter>{embedded ? <EmbeddedPages /> : picture ? <PicturePages /> : <Site />}</BrowserRouter>
      </ModalsProvider>
    </QueryClientProvider>
  </MantineProvider>
)
