export { askChart, LostAnswer, type Progress } from './ask.ts'
export { ChartProgress, Stopped, stateText } from './progress.tsx'
