import { type GalleryEntry, HOSTILE, result } from '../gallery-entry.ts'

const rows = ['Asia', 'Europe', 'Africa', 'Americas'].flatMap((region, r) =>
  ['One', 'Two', 'Three', 'Four', 'Five'].map((name, index) => [region, `${name} of ${region}`, Math.round(900 / (r + 1) / (index + 1))] as const),
)

export const treemapGallery: readonly GalleryEntry[] = [
  {
    vizType: 'treemap_v2',
    name: 'two levels',
    formData: { groupby: ['region', 'country'], metric: 'people' },
    results: [result(['region', 'country', 'people'], rows)],
  },
  {
    vizType: 'treemap_v2',
    name: 'hostile labels',
    formData: { groupby: ['label'], metric: 'n' },
    results: [result(['label', 'n'], [...HOSTILE.map((label, index) => [label, 9 - index] as const), [null, 3]])],
  },
  { vizType: 'treemap_v2', name: 'empty', formData: { groupby: ['label'], metric: 'n' }, results: [result(['label', 'n'], [])] },
]
