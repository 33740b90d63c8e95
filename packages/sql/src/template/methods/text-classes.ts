const matches = (pattern: RegExp) => (text: string) => pattern.test(text)
const isCased = (text: string): boolean => text.toLowerCase() !== text.toUpperCase()

const isTitle = (text: string): boolean => {
  let seen = false
  let inWord = false
  for (const char of text) {
    const upper = char !== char.toLowerCase()
    const lower = char !== char.toUpperCase()
    if ((upper && inWord) || (lower && !upper && !inWord)) return false
    inWord = upper || lower
    seen ||= inWord
  }
  return seen
}

export const isLower = (text: string): boolean => text === text.toLowerCase() && isCased(text)
export const isUpper = (text: string): boolean => text === text.toUpperCase() && isCased(text)

/** `str.is…()` by name. */
export const TEXT_CLASSES: readonly (readonly [name: string, is: (text: string) => boolean])[] = [
  ['isalnum', matches(/^[\p{L}\p{N}]+$/u)],
  ['isalpha', matches(/^\p{L}+$/u)],
  ['isascii', matches(/^[\0-\x7f]*$/)],
  ['isdecimal', matches(/^\p{Nd}+$/u)],
  ['isdigit', matches(/^[\p{Nd}²³¹⁰⁴-⁹₀-₉]+$/u)],
  ['isidentifier', matches(/^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u)],
  ['islower', isLower],
  ['isnumeric', matches(/^\p{N}+$/u)],
  ['isprintable', matches(/^(?:[^\p{C}\p{Z}]| )*$/u)],
  ['isspace', matches(/^\s+$/)],
  ['istitle', isTitle],
  ['isupper', isUpper],
]
