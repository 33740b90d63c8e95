let context: CanvasRenderingContext2D | null | undefined

/** Any colour of CSS as `#rrggbb`; what a canvas cannot say so stays as it is. */
export const plainColor = (color: string): string => {
  context ??= document.createElement('canvas').getContext('2d')
  if (context === null) return color
  context.fillStyle = '#000000'
  context.fillStyle = color
  return context.fillStyle.startsWith('#') ? context.fillStyle : color
}
