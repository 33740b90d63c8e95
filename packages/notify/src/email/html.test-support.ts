const ALLOWED = new Set([
  '!doctype',
  'a',
  'body',
  'br',
  'div',
  'h1',
  'head',
  'html',
  'img',
  'meta',
  'p',
  'strong',
  'style',
  'table',
  'tbody',
  'td',
  'th',
  'thead',
  'title',
  'tr',
])
const ATTRIBUTES = new Set(['alt', 'charset', 'content', 'href', 'html', 'name', 'src', 'style'])

const resolved = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')

export interface ReadHtml {
  readonly text: string
  readonly links: readonly string[]
  readonly live: readonly string[]
}

/** A strict look at our own mails: tags and attributes that a mail never has count as live. */
export const readHtml = (html: string): ReadHtml => {
  const [links, live]: [string[], string[]] = [[], []]
  for (const [tag, name = '', rest = ''] of html.matchAll(/<\/?([^\s>/]*)([^>]*)>/g)) {
    if (!ALLOWED.has(name.toLowerCase())) live.push(tag)
    for (const [, attribute = '', value = ''] of rest.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)) {
      if (!ATTRIBUTES.has(attribute)) live.push(tag)
      if (attribute === 'href' || attribute === 'src') links.push(resolved(value))
    }
  }
  return { text: resolved(html.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]*>/g, ' ')), links, live }
}
