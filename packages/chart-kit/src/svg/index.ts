export * from './table.ts'
export * from './text.ts'
