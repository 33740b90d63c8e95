/** What HTML is read into. Attributes keep the names as they are written, in lower case. */
export type HtmlToken =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'open'; readonly tag: string; readonly attributes: ReadonlyMap<string, string>; readonly closed: boolean }
  | { readonly kind: 'close'; readonly tag: string }

/** The characters of a named reference such as `amp`; null: there is none of that name. */
export type Decode = (name: string) => string | null

/** What stands in these is text until their own end. */
const TEXT_ONLY: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes'])

const isSpace = (char: string | undefined): boolean => char === ' ' || char === '\n' || char === '\t' || char === '\r' || char === '\f'
const isLetter = (char: string | undefined): boolean => char !== undefined && /[a-z]/i.test(char)

const charOf = (code: number): string => (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code))

/** A text with its character references replaced; what is none stays as it is. */
export const decoded = (text: string, decode: Decode): string =>
  text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z][a-z\d]{1,31}));/gi,
    (all, hex: string | undefined, decimal: string | undefined, name: string | undefined) =>
      hex !== undefined ? charOf(Number.parseInt(hex, 16)) : decimal !== undefined ? charOf(Number(decimal)) : (decode(name ?? '') ?? all),
  )

interface Read<T> {
  readonly value: T
  readonly end: number
}

const spaceAfter = (html: string, start: number): number => {
  let at = start
  while (isSpace(html[at])) at++
  return at
}

const wordAt = (html: string, start: number, stops: string): Read<string> => {
  let end = start
  while (end < html.length && !isSpace(html[end]) && !stops.includes(html[end] ?? '')) end++
  return { value: html.slice(start, end), end }
}

const valueAt = (html: string, start: number): Read<string> => {
  const quote = html[start]
  if (quote !== '"' && quote !== "'") return wordAt(html, start, '>')
  const end = html.indexOf(quote, start + 1)
  return end === -1 ? { value: html.slice(start + 1), end: html.length } : { value: html.slice(start + 1, end), end: end + 1 }
}

const attributesAt = (html: string, start: number, decode: Decode): Read<{ readonly attributes: ReadonlyMap<string, string>; readonly closed: boolean }> => {
  const attributes = new Map<string, string>()
  let at = spaceAfter(html, start)
  let closed = false
  while (at < html.length && html[at] !== '>') {
    closed = html[at] === '/'
    if (closed) {
      at = spaceAfter(html, at + 1)
      continue
    }
    // An equals sign in front of a name belongs to it
    const word = wordAt(html, at + 1, '/>=')
    const name = html.slice(at, word.end).toLowerCase()
    at = spaceAfter(html, word.end)
    let value = ''
    if (html[at] === '=') {
      const read = valueAt(html, spaceAfter(html, at + 1))
      value = read.value
      at = spaceAfter(html, read.end)
    }
    if (!attributes.has(name)) attributes.set(name, decoded(value, decode))
  }
  return { value: { attributes, closed }, end: at + 1 }
}

/** Where a declaration, an instruction or a comment ends. */
const endOfRemark = (html: string, at: number): number => {
  const isComment = html.startsWith('<!--', at)
  const end = isComment ? html.indexOf('-->', at + 4) : html.indexOf('>', at)
  return end === -1 ? html.length : end + (isComment ? 3 : 1)
}

/** Where the text of an element that holds nothing else ends: before its closing tag. */
const endOfText = (html: string, start: number, tag: string): number => {
  const end = html.slice(start).search(new RegExp(`</${tag}(?=[\\s/>]|$)`, 'i'))
  return end === -1 ? html.length : start + end
}

/** Reads HTML as browsers do, without building anything: what looks like no tag is text. */
export const readHtml = (html: string, decode: Decode): readonly HtmlToken[] => {
  const tokens: HtmlToken[] = []
  const say = (value: string): void => {
    if (value !== '') tokens.push({ kind: 'text', value })
  }
  let at = 0
  while (at < html.length) {
    const next = html.indexOf('<', at)
    if (next === -1) break
    const isClose = html[next + 1] === '/'
    const isRemark = html[next + 1] === '!' || html[next + 1] === '?'
    if (!isRemark && !isLetter(html[next + (isClose ? 2 : 1)])) {
      say(decoded(html.slice(at, next + 1), decode))
      at = next + 1
      continue
    }
    say(decoded(html.slice(at, next), decode))
    if (isRemark) {
      at = endOfRemark(html, next)
      continue
    }
    const word = wordAt(html, next + (isClose ? 2 : 1), '/>')
    const tag = word.value.toLowerCase()
    const { value, end } = attributesAt(html, word.end, decode)
    at = end
    tokens.push(isClose ? { kind: 'close', tag } : { kind: 'open', tag, ...value })
    if (isClose || !TEXT_ONLY.has(tag)) continue
    at = endOfText(html, end, tag)
    say(html.slice(end, at))
  }
  say(decoded(html.slice(at), decode))
  return tokens
}
