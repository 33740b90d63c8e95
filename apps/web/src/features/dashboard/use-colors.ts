import { type ColorOf, createColorScale, type Places } from '@coset/chart-kit'
import { useEffect, useMemo } from 'react'

type AllPlaces = Map<string, Places>
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

const PREFIX = 'coset.colors.'
/** Labels of one scheme, dashboards of one browser. */
const MOST_LABELS = 300
const MOST_DASHBOARDS = 50

/** The places of a dashboard's labels as they were put down; none where what stands there is none. Labels stand there as numbers, not as words. */
export const readPlaces = (store: Store, uuid: string): AllPlaces => {
  try {
    const { places } = JSON.parse(store.getItem(PREFIX + uuid) ?? '{}') as { readonly places?: Readonly<Record<string, [number, number][]>> }
    return new Map(Object.entries(places ?? {}).map(([scheme, pairs]) => [scheme, new Map(pairs)]))
  } catch {
    return new Map()
  }
}

const momentAt = (store: Store, key: string): number => Number(/^\{"at":(\d+)/.exec(store.getItem(key) ?? '')?.[1] ?? 0)

/** Puts them down; of too many dashboards the one goes that was looked at longest ago. A full browser keeps nothing. */
export const writePlaces = (store: Store, uuid: string, places: AllPlaces, now: number): void => {
  const text = JSON.stringify({ at: now, places: Object.fromEntries([...places].map(([scheme, all]) => [scheme, [...all].slice(-MOST_LABELS)])) })
  const keys = Array.from({ length: store.length }, (_, i) => store.key(i)).filter((key): key is string => key?.startsWith(PREFIX) === true)
  const others = keys.filter((key) => key !== PREFIX + uuid).sort((a, b) => momentAt(store, b) - momentAt(store, a))
  for (const old of others.slice(MOST_DASHBOARDS - 1)) store.removeItem(old)
  try {
    store.setItem(PREFIX + uuid, text)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

interface Asked {
  readonly uuid: string
  /** Label → colour, as saved with the dashboard. */
  readonly overrides: Readonly<Record<string, string>>
  readonly dark: boolean
  /** Colours of the last visit are taken up, and put down for the next: charts come in another order each time. */
  readonly remembering: boolean
}

/** The colours of a dashboard's labels, the same on all of its charts. */
export const useColors = ({ uuid, overrides, dark, remembering }: Asked): ColorOf => {
  const places = useMemo(() => (remembering ? readPlaces(localStorage, uuid) : new Map<string, Places>()), [uuid, remembering])
  useEffect(() => {
    const write = (): void => {
      if (remembering && places.size > 0) writePlaces(localStorage, uuid, places, Date.now())
    }
    window.addEventListener('pagehide', write)
    return () => {
      window.removeEventListener('pagehide', write)
      write()
    }
  }, [uuid, places, remembering])
  return useMemo(() => createColorScale({ overrides, dark, places }), [overrides, dark, places])
}
