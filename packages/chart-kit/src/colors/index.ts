export * from './mix.ts'
export * from './scale.ts'
export * from './schemes.ts'
