import { t } from '../../session/i18n.ts'
import { type Placed, placesOf } from './places.ts'

const spot = ({ tab, x, y }: Placed): string => `${tab} ${x} ${y}`

/** What differs between two arrangements, in sentences. */
export const layoutWords = (before: string, after: string, names: Readonly<Record<string, string>>): readonly string[] => {
  const [old, now] = [before, after].map((position) => new Map(placesOf(position, names).map((box) => [box.id, box])))
  if (old === undefined || now === undefined) return []
  return [
    ...[...now.values()].flatMap((box) => {
      const was = old.get(box.id)
      if (was === undefined) return [t('“{{name}}” added', { name: box.name })]
      const told: string[] = []
      if (spot(was) !== spot(box)) told.push(t('“{{name}}” moved', { name: box.name }))
      if (was.width !== box.width || was.height !== box.height) told.push(t('“{{name}}” resized', { name: box.name }))
      return told
    }),
    ...[...old.values()].flatMap((box) => (now.has(box.id) ? [] : [t('“{{name}}” removed', { name: box.name })])),
  ]
}
