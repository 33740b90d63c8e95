/** Does something in one tab of the browser at a time, until the signal; in each tab where the browser has no locks. */
export const asLeader = (name: string, signal: AbortSignal, work: (signal: AbortSignal) => void): void => {
  // Old browsers and pages without TLS have none, whatever the types say
  const locks = (navigator as { readonly locks?: LockManager }).locks
  if (locks === undefined) {
    work(signal)
    return
  }
  const held = (): Promise<void> =>
    new Promise((done) => {
      if (signal.aborted) return done()
      signal.addEventListener('abort', () => done(), { once: true })
      work(signal)
    })
  locks.request(`coset:${name}`, { signal }, held).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
