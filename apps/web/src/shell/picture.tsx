import { lazy, Suspense } from 'react'
import { Route, Routes } from 'react-router'
import { Boundary } from './boundary.tsx'

const Host = lazy(async () => ({ default: (await import('../features/picture/index.tsx')).Page }))
const Dashboard = lazy(async () => ({ default: (await import('../features/dashboard/embedded.tsx')).EmbeddedPage }))
const Chart = lazy(async () => ({ default: (await import('../features/picture/chart.tsx')).PictureChart }))

export const isPicture = (): boolean => window.location.pathname.startsWith('/picture/')

/** Pages that are photographed: one chart or dashboard, and nothing of ours around. */
export const PicturePages = () => (
  <Boundary>
    <Suspense fallback={<div aria-busy="true" />}>
      <Routes>
        <Route element={<Host />}>
          <Route path="/picture/dashboard/:id" element={<Dashboard />} />
          <Route path="/picture/chart/:id" element={<Chart />} />
        </Route>
      </Routes>
    </Suspense>
  </Boundary>
)
