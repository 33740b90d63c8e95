export { type Loaded, type LoadTarget, loadTable, type WhenThere } from './load-table.ts'
export { loadRules } from './types.ts'
