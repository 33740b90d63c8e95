import { setTimeout as wait } from 'node:timers/promises'

/** Waits for a condition, looking every 20 ms. Throws after `limitMs` with what was waited for. */
export const until = async (what: string, condition: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> => {
  const end = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms for: ${what}`)
    await wait(20)
  }
}

const HANDLES = new Set(['TCPServerWrap', 'ProcessWrap', 'MessagePort', 'PipeWrap'])

const counts = (): Readonly<Record<string, number>> => {
  const found: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) if (HANDLES.has(name)) found[name] = (found[name] ?? 0) + 1
  return found
}

/** Runs work and throws when it leaves servers, child processes or worker threads behind. */
export const leakCheck = async (work: () => Promise<void>): Promise<void> => {
  const before = counts()
  await work()
  const left = (): readonly string[] => Object.entries(counts()).flatMap(([name, n]) => (n > (before[name] ?? 0) ? [`${n - (before[name] ?? 0)} ${name}`] : []))
  await until('everything that was opened to be closed', () => left().length === 0).catch((cause: unknown) => {
    throw new Error(`left open: ${left().join(', ')}`, { cause })
  })
}
