import { resourceSource, type Source } from '../../../../shared/remote-select/index.tsx'
import type { DatasetInfo } from '../../model/types.ts'

const everywhere = resourceSource('/api/v1/dataset/', 'table_name', 'ct')

/** Datasets by their names, those of the dashboard's charts first. */
export const datasetSource = (datasets: ReadonlyMap<number, DatasetInfo>): Source => ({
  key: [...everywhere.key, 'of-dashboard', ...[...datasets.keys()].map(String)],
  find: async (text, include, signal) => {
    const here = [...datasets.values()].map((dataset) => ({ value: String(dataset.id), label: dataset.table_name }))
    const isHere = (value: string): boolean => datasets.has(Number(value))
    const found = await everywhere.find(
      text,
      include.filter((value) => !isHere(value)),
      signal,
    )
    return [...here.filter((one) => one.label.toLowerCase().includes(text.toLowerCase())), ...found.filter((one) => !isHere(one.value))]
  },
})
