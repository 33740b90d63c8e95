const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g
// They turn the reading direction, so that a name can look like another.
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** At most `limit` UTF-16 units, no half characters, an ellipsis where it was cut. */
export const cut = (text: string, limit: number): string => {
  const whole = text.toWellFormed()
  return whole.length <= limit ? whole : `${whole.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** One line without control and direction characters: for headers, names and cells. */
export const oneLine = (text: string, limit = 300): string => cut(text.replace(DIRECTION, '').replace(CONTROLS, ' ').replace(/ {2,}/g, ' ').trim(), limit)

/** Lines without other control characters; every kind of line end becomes `\n`. */
export const lines = (text: string, limit: number): string =>
  cut(
    text
      .replace(/\r\n?|\u2028|\u2029/g, '\n')
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
      .trim(),
    limit,
  )

/** A plain name of a file: no path, no quotes, nothing hidden. */
export const fileName = (name: string): string => {
  const plain = oneLine(name.replace(/^[\s\S]*[\\/]/, ''), 100)
    .replace(/[:*?"<>|]/g, '_')
    .replace(/^\.+/, '')
  return plain === '' ? 'file' : plain
}

/** A content type fit for a header; anything odd becomes `application/octet-stream`. */
export const contentType = (type: string): string =>
  /^[\w.+-]{1,60}\/[\w.+-]{1,80}(?:; ?charset=[\w-]{1,20})?$/.test(type) ? type : 'application/octet-stream'

/** The address when it may be linked to (http, https), else null. */
export const webAddress = (url: string | null): string | null => {
  if (url === null || !URL.canParse(url)) return null
  const { protocol, href } = new URL(url)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}

/** A service's own words, fit for an error: one line, without any of the secrets, plain or as base64. */
export const quoted = (text: string, secrets: readonly string[], limit = 200): string => {
  const hidden = secrets.filter((one) => one !== '').flatMap((one) => [one, Buffer.from(one).toString('base64'), encodeURIComponent(one)])
  return oneLine(
    hidden.sort((a, b) => b.length - a.length).reduce((rest, one) => rest.replaceAll(one, '***'), text),
    limit,
  )
}
