import type { ChartModel, ChartTheme } from '@coset/chart-kit'

const SCALE = 2

const draw = async (source: CanvasImageSource, width: number, height: number, background: string): Promise<Blob> => {
  const canvas = document.createElement('canvas')
  canvas.width = width * SCALE
  canvas.height = height * SCALE
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('this browser draws no canvas')
  context.fillStyle = background
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture could not be written')) : resolve(blob)), 'image/png'),
  )
}

const loaded = (url: string): Promise<HTMLImageElement> =>
  new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('the picture could not be read'))
    image.src = url
  })

/** A PNG of the drawing inside an element; null when there is none (a table). */
const drawnIn = async (element: HTMLElement, background: string): Promise<Blob | null> => {
  const canvas = element.querySelector('canvas')
  if (canvas !== null) return draw(canvas, canvas.clientWidth, canvas.clientHeight, background)
  const svg = [...element.querySelectorAll('svg')].find((node) => node.clientWidth > 60)
  // Part of a bigger picture, such as the trend under a number
  if (svg === undefined || svg.getAttribute('aria-hidden') === 'true') return null
  const text = new XMLSerializer().serializeToString(svg)
  return draw(await loaded(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`), svg.clientWidth, svg.clientHeight, background)
}

/** A PNG of a chart as it stands on the page; a table or a number is drawn anew from its model. */
export const pictureOf = async (element: HTMLElement, model: () => ChartModel, theme: ChartTheme): Promise<Blob> => {
  const drawn = await drawnIn(element, theme.background)
  if (drawn !== null) return drawn
  const { renderToSvg } = await import('@coset/chart-kit')
  const { clientWidth: width, clientHeight: height } = element
  const svg = await renderToSvg(model(), width, height, theme)
  return draw(await loaded(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`), width, height, theme.background)
}

/** Lets the browser save a file. */
export const saveBlob = (blob: Blob, name: string): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
