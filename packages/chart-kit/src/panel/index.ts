export * from './look.ts'
export * from './make.ts'
export * from './query.ts'
