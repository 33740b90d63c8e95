/** A declared type as the field's tools show it: upper case, `INT` in full. */
export const columnTypeText = (declared: string): string =>
  declared
    .toUpperCase()
    .trim()
    .replace(/^INT\b/, 'INTEGER')
    .replace(/\((\d+)\s*,\s*(\d+)\)/, '($1, $2)')
