export { Page } from './page/index.tsx'
export { EmptyState, ErrorState, LoadingState } from './states/index.tsx'
export { cssVariables, theme } from './theme/theme.ts'
