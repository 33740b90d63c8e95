export { type ChartPicture, type DashboardInput, drawDashboard, onGround } from './dashboard/draw.ts'
export { arrange } from './dashboard/layout.ts'
export { type Page, pngsToPdf, svgsToPdf } from './pdf.ts'
export { type PngOptions, svgToPng } from './png.ts'
