import { useEffect } from 'react'
import { scopedSelector, splitSelectors } from './selectors.ts'

export { SCOPE } from './selectors.ts'

/** Pictures inside of the text itself; everything else would be asked for somewhere. */
const INLINE_PICTURE = /url\(\s*["']?data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]*["']?\s*\)/gi
const FETCHES = /url\(|image-set\(|image\(|src\(|element\(|cross-fade\(|attr\(|expression|-moz-binding/i

const isLeftOut = (name: string, value: string): boolean =>
  FETCHES.test(value.replace(INLINE_PICTURE, '')) || (name === 'position' && /fixed/i.test(value)) || name === 'behavior' || name.startsWith('-moz-binding')

/** Declarations that neither fetch anything nor leave the page's flow. */
const declarations = (style: CSSStyleDeclaration): string =>
  Array.from(style)
    .filter((name) => !isLeftOut(name, style.getPropertyValue(name)))
    .map((name) => `${name}: ${style.getPropertyValue(name)}${style.getPropertyPriority(name) === 'important' ? ' !important' : ''};`)
    .join(' ')

const many = (rules: CSSRuleList): string => Array.from(rules, ruleText).join('\n')

/** One rule held to the dashboard; what a dashboard has no use for (fonts, imports, layers, names) is left out. */
const ruleText = (rule: CSSRule): string => {
  if (rule instanceof CSSStyleRule) {
    const selectors = splitSelectors(rule.selectorText).flatMap((one) => scopedSelector(one) ?? [])
    return selectors.length === 0 ? '' : `${selectors.join(', ')} { ${declarations(rule.style)} }`
  }
  if (rule instanceof CSSMediaRule) return `@media ${rule.conditionText} { ${many(rule.cssRules)} }`
  if (rule instanceof CSSSupportsRule) return `@supports ${rule.conditionText} { ${many(rule.cssRules)} }`
  if (rule instanceof CSSKeyframesRule)
    return `@keyframes ${CSS.escape(rule.name)} { ${Array.from(rule.cssRules, (one) => (one instanceof CSSKeyframeRule ? `${one.keyText} { ${declarations(one.style)} }` : '')).join(' ')} }`
  return ''
}

/**
 * Text that somebody wrote for a dashboard, as a sheet that reaches the dashboard alone: it is read by the browser itself, never pasted. Nothing in it
 * is fetched, and selectors that ask for values are left out.
 */
export const ownSheet = (css: string): CSSStyleSheet => {
  const read = new CSSStyleSheet()
  // Without its imports: a sheet made by a script has none
  read.replaceSync(css)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(many(read.cssRules))
  return sheet
}

/** The page wears these styles as long as the caller is there. */
export const useOwnStyles = (css: string): void => {
  useEffect(() => {
    if (css.trim() === '') return undefined
    const sheet = ownSheet(css)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
    }
  }, [css])
}
