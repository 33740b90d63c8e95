import type { DataMasks, Layout } from '@coset/chart-kit/dashboard'
import { notifications } from '@mantine/notifications'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'

/** The item of the arrangement that shows a chart. */
export const itemOf = (layout: Layout, chartId: number): string | undefined =>
  Object.values(layout).find((item) => item.type === 'CHART' && item.meta.chartId === chartId)?.id

interface View {
  readonly id: number
  readonly masks: DataMasks
  readonly openTabs: Readonly<Record<string, string>>
  readonly layout: Layout
}

/** Puts a lasting link into the clipboard that leads to a chart, with the filters as they are. */
export const copyChartLink = async ({ id, masks, openTabs, layout }: View, chartId: number): Promise<void> => {
  const anchor = itemOf(layout, chartId)
  const body = { dataMask: masks, activeTabs: Object.values(openTabs), ...(anchor === undefined ? {} : { anchor }) }
  const { url } = await api.post<{ url: string }>(`/api/v1/dashboard/${id}/permalink`, { body })
  await navigator.clipboard.writeText(window.location.origin + url)
  notifications.show({ message: t('A lasting link to this chart is in the clipboard') })
}
