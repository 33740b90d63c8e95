import { z } from 'zod'
import { fileAnswer, idParams } from '../conventions.ts'
import { route } from '../route.ts'

const chart = '/api/v1/chart'
const dashboard = '/api/v1/dashboard'
const readChart = { verb: 'can_read', view: 'Chart' } as const
const readDashboard = { verb: 'can_read', view: 'Dashboard' } as const

const size = z.tuple([z.int32().min(50).max(4000), z.int32().min(50).max(4000)])
/** Ours, and the longer ones in addresses of the site one moved from. */
const digestParams = idParams.extend({ digest: z.string().regex(/^[0-9a-z]{8,128}$/) })
const keyParams = idParams.extend({ key: z.string().regex(/^[a-f0-9]{64}$/) })

const job = {
  cache_key: z.string(),
  image_url: z.string(),
  task_updated_at: z.string().nullable(),
  task_status: z.enum(['Pending', 'Computing', 'Updated', 'Error']),
}
export type PictureStatus = z.output<(typeof job)['task_status']>

/** Pictures of charts and dashboards as their asker sees them, drawn by workers. */
export const pictureRoutes = {
  chartThumbnail: route({
    name: 'picture.chartThumbnail',
    method: 'GET',
    path: `${chart}/:id/thumbnail/:digest/`,
    summary: 'A small picture of a chart; 202 while it is drawn, 302 to the present one when the digest is an old one',
    guard: readChart,
    params: digestParams,
    output: fileAnswer,
  }),
  chartScreenshotJob: route({
    name: 'picture.chartScreenshotJob',
    method: 'GET',
    path: `${chart}/:id/cache_screenshot/`,
    summary: 'Have a picture of a chart drawn',
    guard: readChart,
    params: idParams,
    q: z.strictObject({ force: z.boolean().optional(), window_size: size.optional(), thumb_size: size.optional() }),
    status: 202,
    output: z.object({ ...job, chart_url: z.string() }),
  }),
  chartScreenshot: route({
    name: 'picture.chartScreenshot',
    method: 'GET',
    path: `${chart}/:id/screenshot/:key/`,
    summary: 'A picture that was drawn',
    guard: readChart,
    params: keyParams,
    output: fileAnswer,
  }),
  dashboardThumbnail: route({
    name: 'picture.dashboardThumbnail',
    method: 'GET',
    path: `${dashboard}/:id/thumbnail/:digest/`,
    summary: 'A small picture of a dashboard; 202 while it is drawn, 302 to the present one when the digest is an old one',
    guard: readDashboard,
    params: digestParams,
    output: fileAnswer,
  }),
  dashboardScreenshotJob: route({
    name: 'picture.dashboardScreenshotJob',
    method: 'POST',
    path: `${dashboard}/:id/cache_dashboard_screenshot/`,
    summary: 'Have a picture of a dashboard drawn, with tabs and filters as chosen',
    guard: { verb: 'can_cache_dashboard_screenshot', view: 'Dashboard' },
    params: idParams,
    q: z.strictObject({ force: z.boolean().optional(), window_size: size.optional(), thumb_size: size.optional() }),
    body: z
      .strictObject({
        dataMask: z.record(z.string(), z.unknown()).nullish(),
        activeTabs: z.array(z.string()).nullish(),
        anchor: z.string().nullish(),
        urlParams: z.array(z.array(z.string().nullable())).nullish(),
        permalinkKey: z.string().nullish(),
      })
      .optional(),
    status: 202,
    csrf: false,
    output: z.object({ ...job, dashboard_url: z.string() }),
  }),
  dashboardScreenshot: route({
    name: 'picture.dashboardScreenshot',
    method: 'GET',
    path: `${dashboard}/:id/screenshot/:key/`,
    summary: 'A picture that was drawn, as PNG or PDF',
    guard: readDashboard,
    params: keyParams,
    query: z.looseObject({ download_format: z.enum(['png', 'pdf']).optional() }),
    output: fileAnswer,
  }),
} as const
