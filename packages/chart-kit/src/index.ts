export type * from './controls.ts'
export type * from './definition.ts'
export type * from './model.ts'
export type * from './query-object.ts'
