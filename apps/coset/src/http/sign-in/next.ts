/** Only paths of this site: no scheme, no host, no backslash. */
export const safeNext = (next: unknown): string => (typeof next === 'string' && /^\/(?![/\\])[^\\\u0000-\u001f]*$/.test(next) ? next : '/')
