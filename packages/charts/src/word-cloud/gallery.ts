import { type GalleryEntry, HOSTILE, result } from '../gallery-entry.ts'

const words =
  'Michael Christopher James David John Robert Matthew Joseph Daniel Joshua Anthony William Andrew Ryan Brian Jonathan Nicholas Kevin Justin Thomas Jason Brandon Eric Steven Richard Alexander Jacob Mark Jose Timothy'.split(
    ' ',
  )

export const wordCloudGallery: readonly GalleryEntry[] = [
  {
    vizType: 'word_cloud',
    name: 'names',
    formData: { series: 'name', metric: 'n' },
    results: [
      result(
        ['name', 'n'],
        words.map((word, index) => [word, Math.round(3000 / (index + 2))]),
      ),
    ],
  },
  {
    vizType: 'word_cloud',
    name: 'across, with hostile words',
    formData: { series: 'name', metric: 'n', rotation: 'flat', size_to: '40' },
    results: [result(['name', 'n'], [...HOSTILE.map((word, index) => [word, 9 - index] as const), [null, 2], ['gone', null]])],
  },
  { vizType: 'word_cloud', name: 'empty', formData: { series: 'name', metric: 'n' }, results: [result(['name', 'n'], [])] },
]
