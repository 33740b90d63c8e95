/** A value inside of a filter (RFC 4515): nothing of it is syntax. */
export const escapeFilter = (value: string): string =>
  [...Buffer.from(value, 'utf8')]
    .map((byte) =>
      byte < 0x20 || byte > 0x7e || '\\*()&|!=<>~'.includes(String.fromCharCode(byte)) ? `\\${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte),
    )
    .join('')

/** A value inside of a distinguished name (RFC 4514): nothing of it is syntax. */
export const escapeDn = (value: string): string =>
  value
    .replace(/[\\,+"<>;=#/]/g, (c) => `\\${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replace(/[\u0000-\u001f\u007f]/g, (c) => `\\${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replace(/^ | $/g, '\\20')
