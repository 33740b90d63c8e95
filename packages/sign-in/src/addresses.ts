import { z } from 'zod'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** An address of a provider: https, or http on this machine. */
export const safeUrl = z.url({ protocol: /^https?$/, error: 'must be an address that begins with https://' }).refine((text) => {
  const url = new URL(text)
  return url.protocol === 'https:' || LOOPBACK.has(url.hostname)
}, 'must begin with https://')

/** Plain http is let through by {@link safeUrl} on this machine only. */
export const isPlain = (text: string): boolean => new URL(text).protocol === 'http:'
