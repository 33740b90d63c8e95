import type { Category } from '@coset/chart-kit'
import type { ReactNode } from 'react'

const bars = (heights: readonly number[], faint = false): ReactNode =>
  heights.map((height, index) => (
    <rect key={index} x={4 + index * 7} y={28 - height} width={5} height={height} rx={1} opacity={faint ? 0.45 : index % 2 === 0 ? 1 : 0.6} />
  ))
const line = (d: string): ReactNode => <path d={d} fill="none" stroke="currentColor" strokeWidth={2} strokeLinecap="round" strokeLinejoin="round" />
const cells = (opacities: readonly number[]): ReactNode =>
  opacities.map((opacity, index) => (
    <rect key={index} x={5 + (index % 4) * 8} y={5 + Math.floor(index / 4) * 8} width={7} height={7} rx={1} opacity={opacity} />
  ))
const dots = (points: readonly (readonly [number, number, number])[]): ReactNode =>
  points.map(([x, y, r], index) => <circle key={index} cx={x} cy={y} r={r} opacity={index % 2 === 0 ? 1 : 0.55} />)
const rows = (
  <>
    <rect x={4} y={4} width={32} height={5} rx={1} />
    {[12, 18, 24].map((y) => (
      <rect key={y} x={4} y={y} width={32} height={3} rx={1} opacity={0.45} />
    ))}
  </>
)
const number = (
  <text x={20} y={21} textAnchor="middle" fontSize={15} fontWeight={700}>
    42
  </text>
)

const LINE = 'M4 24 L12 15 L20 19 L28 8 L36 11'
const PICTURES: Readonly<Record<string, ReactNode>> = {
  table: rows,
  'ag-grid-table': rows,
  pivot_table_v2: (
    <>
      {rows}
      <rect x={4} y={4} width={8} height={23} rx={1} opacity={0.7} />
    </>
  ),
  big_number_total: number,
  big_number: (
    <>
      <text x={20} y={16} textAnchor="middle" fontSize={13} fontWeight={700}>
        42
      </text>
      {line('M6 26 L14 23 L22 25 L34 20')}
    </>
  ),
  echarts_timeseries: line(LINE),
  echarts_timeseries_line: line(LINE),
  echarts_timeseries_smooth: line('M4 24 C12 8 16 26 24 14 S32 8 36 9'),
  echarts_timeseries_step: line('M4 24 H12 V16 H20 V20 H28 V8 H36'),
  echarts_timeseries_bar: bars([10, 18, 13, 22, 16]),
  echarts_timeseries_scatter: dots([
    [7, 22, 2],
    [13, 15, 2],
    [19, 18, 2],
    [25, 9, 2],
    [33, 12, 2],
  ]),
  echarts_area: (
    <>
      <path d={`${LINE} V28 H4 Z`} opacity={0.4} />
      {line(LINE)}
    </>
  ),
  mixed_timeseries: (
    <>
      {bars([8, 14, 10, 16, 12], true)}
      {line('M5 16 L13 10 L21 13 L29 5 L36 8')}
    </>
  ),
  pie: (
    <>
      <circle cx={20} cy={16} r={12} opacity={0.35} />
      <path d="M20 16 V4 A12 12 0 0 1 30.4 22 Z" />
    </>
  ),
  treemap_v2: (
    <>
      <rect x={4} y={4} width={17} height={24} rx={1} />
      <rect x={22.5} y={4} width={13.5} height={13} rx={1} opacity={0.65} />
      <rect x={22.5} y={18.5} width={6} height={9.5} rx={1} opacity={0.4} />
      <rect x={30} y={18.5} width={6} height={9.5} rx={1} opacity={0.4} />
    </>
  ),
  heatmap_v2: cells([0.3, 0.9, 0.5, 0.2, 0.7, 0.4, 1, 0.6, 0.2, 0.6, 0.35, 0.85]),
  histogram_v2: bars([6, 14, 22, 15, 7]),
  box_plot: [8, 20, 32].map((x, index) => (
    <g key={x} transform={`translate(0 ${index * 2 - 2})`}>
      <path d={`M${x} 5 V27`} stroke="currentColor" strokeWidth={1.5} />
      <rect x={x - 4} y={11} width={8} height={9} rx={1} />
    </g>
  )),
  word_cloud: (
    <>
      <text x={20} y={15} textAnchor="middle" fontSize={12} fontWeight={700}>
        word
      </text>
      <text x={14} y={25} textAnchor="middle" fontSize={8} opacity={0.6}>
        text
      </text>
      <text x={30} y={24} textAnchor="middle" fontSize={6} opacity={0.6}>
        tag
      </text>
    </>
  ),
  sunburst_v2: (
    <>
      <circle cx={20} cy={16} r={4} />
      <circle cx={20} cy={16} r={7.5} fill="none" stroke="currentColor" strokeWidth={3.5} strokeDasharray="13 2 17 2 10 2" opacity={0.7} />
      <circle cx={20} cy={16} r={12} fill="none" stroke="currentColor" strokeWidth={3} strokeDasharray="8 2 16 2 6 12" opacity={0.4} />
    </>
  ),
  bubble_v2: dots([
    [10, 20, 5],
    [19, 11, 3],
    [28, 18, 7],
    [33, 7, 2.5],
  ]),
  world_map: (
    <>
      <circle cx={20} cy={16} r={12} fill="none" stroke="currentColor" strokeWidth={1.5} />
      <path d="M8 16 H32 M20 4 C13 10 13 22 20 28 C27 22 27 10 20 4" fill="none" stroke="currentColor" strokeWidth={1.5} opacity={0.6} />
    </>
  ),
  funnel: [26, 18, 10].map((width, index) => (
    <rect key={width} x={20 - width / 2} y={5 + index * 8} width={width} height={6.5} rx={1} opacity={1 - index * 0.25} />
  )),
  gauge_chart: (
    <>
      <path d="M7 24 A13 13 0 0 1 33 24" fill="none" stroke="currentColor" strokeWidth={4} opacity={0.35} />
      <path d="M7 24 A13 13 0 0 1 24 11.6" fill="none" stroke="currentColor" strokeWidth={4} />
    </>
  ),
  radar: (
    <>
      <path d="M20 4 L34 14 L29 28 H11 L6 14 Z" fill="none" stroke="currentColor" opacity={0.4} />
      <path d="M20 9 L29 15 L25 24 H14 L12 15 Z" opacity={0.7} />
    </>
  ),
  sankey_v2: (
    <>
      <path d="M5 5 H9 C20 5 20 11 31 11 H35 V17 H31 C20 17 20 13 9 13 H5 Z" opacity={0.7} />
      <path d="M5 18 H9 C20 18 20 20 31 20 H35 V26 H31 C20 26 20 24 9 24 H5 Z" opacity={0.4} />
    </>
  ),
  waterfall: [
    [4, 16, 12],
    [11, 10, 6],
    [18, 10, 10],
    [25, 14, 6],
    [32, 14, 14],
  ].map(([x, y, h], index) => <rect key={index} x={x} y={y} width={5} height={h} rx={1} opacity={index % 2 === 0 ? 1 : 0.55} />),
}

const BY_CATEGORY: Readonly<Record<Category, string>> = {
  Table: 'table',
  KPI: 'big_number_total',
  Evolution: 'echarts_timeseries_line',
  'Part of a Whole': 'pie',
  Distribution: 'histogram_v2',
  Correlation: 'bubble_v2',
  Flow: 'sankey_v2',
  Ranking: 'echarts_timeseries_bar',
  Map: 'world_map',
  Other: 'table',
}

/** The small picture of a chart type; types without one get that of their category. */
export const TypePicture = ({ vizType, category, width = 40 }: { readonly vizType: string; readonly category: Category; readonly width?: number }) => (
  <svg viewBox="0 0 40 32" width={width} height={width * 0.8} fill="currentColor" aria-hidden="true" style={{ flex: 'none' }}>
    {(Object.hasOwn(PICTURES, vizType) ? PICTURES[vizType] : undefined) ?? PICTURES[BY_CATEGORY[category]]}
  </svg>
)
