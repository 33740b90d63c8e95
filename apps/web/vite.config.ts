import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Writes `.br` and `.gz` beside every text asset once all is written, so that the server never compresses one twice. */
const compressed = (): Plugin => ({
  name: 'coset-compressed',
  apply: 'build',
  writeBundle({ dir = '' }, bundle) {
    for (const name of Object.keys(bundle)) {
      if (!/\.(js|css|svg|json)$/.test(name)) continue
      const source = readFileSync(join(dir, name))
      if (source.byteLength < 1024) continue
      writeFileSync(join(dir, `${name}.br`), brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
      writeFileSync(join(dir, `${name}.gz`), gzipSync(source, { level: 9 }))
    }
  },
})

const anyOf = (...paths: readonly string[]): string => `(?:${paths.join('|')})`
const pathsOf = (pattern: string): RegExp => new RegExp(pattern.replaceAll('/', String.raw`[\\/]`))

/** The drawing engine: what every picture needs of it, and what most kinds of charts share beside that. */
const DRAWING = pathsOf(
  anyOf(
    'chart-kit/src/echarts/core\\.ts$',
    `echarts/lib/${anyOf('data/', 'processor/dataSample', 'util/vendor', 'layout/points', 'coord/(?:CoordinateSystem|axisStatistics)')}`,
    `echarts/lib/chart/helper/${anyOf('createSeriesData', 'createClipPath', 'axisSnippets', 'labelHelper', 'sectorHelper', 'Symbol')}`,
  ),
)

/** Chart types that are rarely on a dashboard (see charts/src/by-type.ts), and what only comes with a dialog. */
const APART = anyOf(
  ...['box-plot', 'bubble', 'heatmap', 'histogram', 'mixed', 'sunburst', 'treemap', 'word-cloud', 'world-map', 'registry', 'index', 'drill'],
  'dashboard/(?:filter-config|filter-problems|display-controls)',
)
const CHARTS = pathsOf(`packages/(?:chart-kit|core|charts)/src/(?!${APART}\\b)`)

/** Small pieces that dashboards show and other pages too. */
const VIEW = pathsOf(
  anyOf(
    `web/src/shared/${anyOf('boundary', 'chart-data', 'cut-rows', 'drafts', 'drill/use', 'embedding', 'favourite', 'mark/', 'own-styles', 'queue', 'report-menu')}`,
    'web/src/shared/properties/(?:metadata|intervals)',
    'web/src/features/(?:dashboard|report)/model/(?:context|state-badge)',
    '@mantine/core/esm/core',
    `@mantine/core/esm/components/${anyOf('Badge', 'CopyButton', 'Input', 'InputBase', 'Tabs', 'TextInput')}/`,
    '@mantine/hooks/esm/use-(?:clipboard|collapse)',
    '@tabler/icons-react',
  ),
)

// A request weighs as much as a small module: what is mostly loaded together comes in one piece, and nothing that a page may do without comes with it
const groups = [
  { name: 'frame', tags: ['$initial' as const], priority: 4 },
  { name: 'drawing', test: DRAWING, priority: 3 },
  { name: 'charts', test: CHARTS, minShareCount: 2, priority: 2 },
  { name: 'view', test: VIEW, minShareCount: 3, priority: 2 },
  { name: 'shared', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 1500, priority: 1 },
]

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'static',
    target: 'es2023',
    sourcemap: false,
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  server: { proxy: { '^/(api|login|logout|superset|datasource|tabstateview|tableschemaview|health)/?': 'http://127.0.0.1:8088' } },
})
