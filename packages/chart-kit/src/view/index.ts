export * from './chart-view.tsx'
export * from './echarts-view.tsx'
export type * from './types.ts'
