import type { FormData } from '@coset/chart-kit'

/** The chart that one looks behind, as it is asked now. */
export interface Subject {
  readonly chartId: number
  readonly name: string
  readonly formData: FormData
  readonly dashboard: { readonly id: number; readonly title: string }
  readonly dataset: DrilledDataset
}

export interface DrilledDataset {
  readonly id: number
  readonly verboseMap: Readonly<Record<string, string>>
  /** Columns of moments. */
  readonly moments: ReadonlySet<string>
  /** The database lets nobody see single rows. */
  readonly hidesRows: boolean
}
