import { FILES } from '../echarts/parts/files.ts'
import type { PartName } from '../echarts/parts/names.ts'

/** Fetches the drawing engine and parts of it before a model asks for them. */
export const fetchEngine = async (parts: readonly PartName[]): Promise<void> => {
  await Promise.all([import('../echarts/engine.ts'), ...parts.map((part) => FILES[part]())])
}
