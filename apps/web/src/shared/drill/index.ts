export { type Drilling, DrillLayer, useDrilling } from './drilling.tsx'
export type { DrilledDataset, Subject } from './subject.ts'
export { useDatumEvents } from './use-datum-events.ts'
export { type DrillRights, useDrillRights } from './use-rights.ts'
