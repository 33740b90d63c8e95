import { type GalleryEntry, HOSTILE, result } from '../gallery-entry.ts'

const rows = [
  ['USA', 331, 60],
  ['CHN', 1412, 560],
  ['IND', 1408, 900],
  ['BRA', 214, 27],
  ['RUS', 143, 36],
  ['DEU', 83, 19],
  ['NGA', 213, 100],
  ['AUS', 26, 3],
  ['ZAF', 60, 20],
  ['JPN', 125, 10],
  ['FRA', 68, 13],
  ['XKX', 2, 1],
  ['SGP', 5, 0],
] as const
const form = { entity: 'code', country_fieldtype: 'cca3', metric: 'people' }

export const worldMapGallery: readonly GalleryEntry[] = [
  {
    vizType: 'world_map',
    name: 'people with bubbles',
    formData: { ...form, secondary_metric: 'rural', show_bubbles: true },
    results: [result(['code', 'people', 'rural'], rows)],
  },
  { vizType: 'world_map', name: 'by country', formData: { ...form, color_by: 'country' }, results: [result(['code', 'people', 'rural'], rows)] },
  {
    vizType: 'world_map',
    name: 'names, some unknown',
    formData: { ...form, country_fieldtype: 'name' },
    results: [
      result(
        ['code', 'people'],
        [
          ['Egypt, Arab Rep.', 104],
          ['Côte d’Ivoire', 27],
          [HOSTILE[0], 5],
          [null, 3],
          ['World', 8000],
        ],
      ),
    ],
  },
  { vizType: 'world_map', name: 'empty', formData: form, results: [result(['code', 'people'], [])] },
]
