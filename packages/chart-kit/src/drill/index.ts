export * from './by.ts'
export * from './detail.ts'
export * from './settled.ts'
export * from './span.ts'
