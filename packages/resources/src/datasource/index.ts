import { contract } from '@coset/contract'
import { type Handler, handle } from '../resource.ts'
import { columnValues, samples, validateExpression } from './rows.ts'

const routes = contract.dataset

export const datasourceHandlers: readonly Handler[] = [
  handle(routes.samples, samples),
  handle(routes.columnValues, columnValues),
  handle(routes.validateExpression, validateExpression),
]

export { isOwnQuestion, refuseSource } from './access.ts'
export { type SourceRef, sourceOfForm, sourceRef } from './kinds.ts'
export { loadSource } from './load.ts'
export { presentSource } from './present.ts'
