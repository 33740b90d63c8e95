import type { Variables } from './tokens.ts'

/** Whose theme it is; later ones stand over earlier ones. */
const LEVELS = ['site', 'dashboard', 'host'] as const
export type Level = (typeof LEVELS)[number]

const layers = new Map<Level, Variables>()
const listeners = new Set<() => void>()
let merged: Variables = new Map()

const refresh = (): void => {
  const { style } = document.documentElement
  for (const name of merged.keys()) style.removeProperty(name)
  merged = new Map(LEVELS.flatMap((level) => [...(layers.get(level) ?? [])]))
  for (const [name, value] of merged) style.setProperty(name, value)
  for (const listener of listeners) listener()
}

/** Sets the theme of a level on the page; what it gives back takes it away. */
export const wear = (level: Level, variables: Variables): (() => void) => {
  layers.set(level, variables)
  refresh()
  return () => {
    if (layers.get(level) !== variables) return
    layers.delete(level)
    refresh()
  }
}

/** What all levels set together. */
export const worn = (): Variables => merged

export const onWorn = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
