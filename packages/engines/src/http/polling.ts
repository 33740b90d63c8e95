/** Longer and longer pauses between polls, up to two seconds. Rejects with the signal's reason. */
export const createPause = (signal: AbortSignal): (() => Promise<void>) => {
  let ms = 5
  return () =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const stop = (): void => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop)
        resolve()
      }, ms)
      ms = Math.min(ms * 2, 2_000)
      signal.addEventListener('abort', stop, { once: true })
    })
}
