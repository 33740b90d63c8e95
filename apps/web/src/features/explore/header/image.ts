import { type ChartModel, type ChartTheme, createColorScale, type DatasetHints, renderToSvg } from '@coset/chart-kit'
import type { Picture } from '../chart/use-run.ts'

const WIDTH = 1200
const HEIGHT = 675

/** What the picture shows, at the size of an image file. */
export function imageModel({ definition, formData, results }: Picture, dataset: DatasetHints, theme: ChartTheme): ChartModel {
  return definition.transform({ formData, results, dataset, width: WIDTH, height: HEIGHT, theme, colorOf: createColorScale({ dark: theme.dark }) })
}

function loadImage(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('The picture could not be drawn.'))
    image.src = url
  })
}

function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** Saves the chart as a PNG at twice the density, on the theme's background. */
export async function downloadImage(picture: Picture, dataset: DatasetHints, theme: ChartTheme, name: string): Promise<void> {
  const svg = await renderToSvg(imageModel(picture, dataset, theme), WIDTH, HEIGHT, theme)
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = await loadImage(url)
    const canvas = document.createElement('canvas')
    canvas.width = WIDTH * 2
    canvas.height = HEIGHT * 2
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('This browser cannot draw the picture.')
    context.fillStyle = theme.background
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (blob === null) throw new Error('This browser cannot save the picture.')
    saveFile(blob, `${name === '' ? 'chart' : name.replace(/[^\p{L}\p{N} ._-]+/gu, '_')}.png`)
  } finally {
    URL.revokeObjectURL(url)
  }
}
