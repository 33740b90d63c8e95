export * from './filters.ts'
export * from './layout.ts'
