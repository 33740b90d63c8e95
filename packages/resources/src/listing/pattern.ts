/** A person's text inside a LIKE over lower case: % and _ stay wildcards, a backslash (an escape on some databases only) fits any character. */
export const likeText = (value: unknown): string => (value === null || value === undefined ? '' : String(value)).toLowerCase().replaceAll('\\', '_')
