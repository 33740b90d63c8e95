import { late } from '../../../shared/late/index.tsx'

/** The editor of a filter, whose widgets weigh more than all of the view: they come when the pointer or the keyboard comes near a filter. */
export const FilterEditor = late(
  async () => (await import('../filters/editors.tsx')).FilterEditor,
  () => <div aria-busy="true" style={{ minBlockSize: 36 }} />,
)
