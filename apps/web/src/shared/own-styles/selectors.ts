/** Styles of a dashboard reach what stands below this class, and nothing else of the page. */
export const SCOPE = 'dashboard-content'

const within = `:where(.${SCOPE}, .${SCOPE} *)`

/** Parts of a list of selectors; commas inside of brackets do not part. */
export const splitSelectors = (text: string): readonly string[] => {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (const [i, letter] of [...text].entries()) {
    if (letter === '(' || letter === '[') depth++
    else if (letter === ')' || letter === ']') depth--
    else if (letter === ',' && depth === 0) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim()).filter((part) => part !== '')
}

const PSEUDO = /(?<base>.*?)(?<pseudo>::(?:before|after|first-line|first-letter|marker|selection|placeholder))$/

/** By the beginning of a value a style could ask for what people typed; whole ids of charts are ours. */
const asksForValues = (selector: string): boolean => selector.replace(/\[data-chart-id(?:="?\d+"?)?\]/g, '').includes('[')

/** A selector that only finds things on the dashboard, or null when it must not be. */
export const scopedSelector = (selector: string): string | null => {
  if (asksForValues(selector) || selector.includes(':host') || /:(?:is|where|not|has)\([^)]*::/.test(selector)) return null
  const { base = selector, pseudo = '' } = PSEUDO.exec(selector)?.groups ?? {}
  if (base.includes('::')) return null
  const whole = base.trim().replace(/^(?::root|html|body)(?![\w-])/, `.${SCOPE}`)
  return `:is(${whole === '' ? '*' : whole})${within}${pseudo}`
}
