export type * from './model.ts'
export type * from './port.ts'
