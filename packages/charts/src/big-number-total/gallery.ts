import { type GalleryEntry, HOSTILE, result } from '../gallery-entry.ts'

export const bigNumberTotalGallery: readonly GalleryEntry[] = [
  {
    vizType: 'big_number_total',
    name: 'a sum of money',
    formData: { metric: 'sales', y_axis_format: ',.2f', currency_format: { symbol: 'EUR', symbolPosition: 'suffix' }, subtitle: 'this year' },
    results: [result(['sales'], [[10_432_765.5]])],
  },
  {
    vizType: 'big_number_total',
    name: 'hostile note',
    formData: { metric: 'sales', subtitle: HOSTILE[0], show_metric_name: true },
    results: [result(['sales'], [[7]])],
  },
  { vizType: 'big_number_total', name: 'null', formData: { metric: 'sales' }, results: [result(['sales'], [[null]])] },
]
