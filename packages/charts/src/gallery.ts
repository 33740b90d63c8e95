import { bigNumberGallery } from './big-number/gallery.ts'
import { bigNumberTotalGallery } from './big-number-total/gallery.ts'
import { boxPlotGallery } from './box-plot/gallery.ts'
import { bubbleGallery } from './bubble/gallery.ts'
import type { GalleryEntry } from './gallery-entry.ts'
import { heatmapGallery } from './heatmap/gallery.ts'
import { histogramGallery } from './histogram/gallery.ts'
import { mixedGallery } from './mixed/gallery.ts'
import { pieGallery } from './pie/gallery.ts'
import { pivotTableGallery } from './pivot-table/gallery.ts'
import { sunburstGallery } from './sunburst/gallery.ts'
import { tableGallery } from './table/gallery.ts'
import { areaExtras, barExtras, familyExamples, lineExtras } from './time-series/gallery.ts'
import { treemapGallery } from './treemap/gallery.ts'
import { wordCloudGallery } from './word-cloud/gallery.ts'
import { worldMapGallery } from './world-map/gallery.ts'

export type { GalleryEntry } from './gallery-entry.ts'

/** Small examples of every chart: ordinary ones, empty ones, nulls, hostile labels. */
export const gallery: readonly GalleryEntry[] = [
  ...familyExamples('echarts_timeseries_line'),
  ...lineExtras,
  ...familyExamples('echarts_timeseries_bar'),
  ...barExtras,
  ...familyExamples('echarts_area', { stack: 'Stack' }),
  ...areaExtras,
  ...familyExamples('echarts_timeseries_scatter'),
  ...familyExamples('echarts_timeseries_smooth'),
  ...familyExamples('echarts_timeseries_step', { seriesType: 'middle' }),
  ...familyExamples('echarts_timeseries', { area: true }),
  ...mixedGallery,
  ...tableGallery,
  ...pivotTableGallery,
  ...bigNumberGallery,
  ...bigNumberTotalGallery,
  ...pieGallery,
  ...treemapGallery,
  ...sunburstGallery,
  ...heatmapGallery,
  ...histogramGallery,
  ...boxPlotGallery,
  ...bubbleGallery,
  ...wordCloudGallery,
  ...worldMapGallery,
]
