import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What the client may load and who may show it in a frame. */
export const contentPolicy = (nonce: string, frameAncestors: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
    `frame-ancestors ${frameAncestors}`,
  ].join('; ')

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

const MISSING = '<!doctype html><title>Coset</title><p>The client is not built. Run <code>npm run build</code>.</p>'

export type Shell = (nonce: string, csrf: string) => string

/** The page of the single-page client; read again when a build replaced it. */
export const createShell = (dist: string): Shell => {
  const path = join(dist, 'index.html')
  let read = { html: MISSING, since: 0 }
  return (nonce: string, csrf: string): string => {
    const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (since !== read.since) read = { html: since === 0 ? MISSING : readFileSync(path, 'utf8'), since }
    return read.html.replaceAll('%NONCE%', nonce).replace('%CSRF%', escapeHtml(csrf))
  }
}
