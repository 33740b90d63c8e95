import { LoadingState } from '@coset/ui'
import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { Route, Routes } from 'react-router'
import { t } from '../session/i18n.ts'
import { Boundary } from './boundary.tsx'

const Host = lazy(async () => ({ default: (await import('../features/embedded/index.tsx')).Page }))
const Dashboard = lazy(async () => ({ default: (await import('../features/dashboard/embedded.tsx')).EmbeddedPage }))

export const isEmbedded = (): boolean => window.location.pathname.startsWith('/embedded/')

/** The host decides about light and dark; the person's choice for the site itself stays as it is. */
export const hostColorScheme = (): MantineColorSchemeManager => {
  let scheme: MantineColorScheme | null = null
  return {
    get: (otherwise) => scheme ?? otherwise,
    set: (value) => {
      scheme = value
    },
    subscribe: () => undefined,
    unsubscribe: () => undefined,
    clear: () => {
      scheme = null
    },
  }
}

/** Pages for other sites' frames: no sign-in and no frame of ours around. */
export const EmbeddedPages = () => (
  <Boundary>
    <Suspense fallback={<LoadingState label={t('Loading')} />}>
      <Routes>
        <Route path="/embedded/:uuid" element={<Host />}>
          <Route index element={<Dashboard />} />
        </Route>
      </Routes>
    </Suspense>
  </Boundary>
)
