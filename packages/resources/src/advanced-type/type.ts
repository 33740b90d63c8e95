/** A kind of values that people write in their own way. */
export interface AdvancedType {
  readonly name: string
  /** As it stands in "does not appear to be …". */
  readonly what: string
  /** What a text stands for, as JSON and for people; null when it is no such value. */
  readonly read: (text: string) => { readonly value: unknown; readonly shown: string } | null
  /** What no text at all stands for. */
  readonly empty: unknown
}

export interface Converted {
  readonly values: readonly unknown[]
  readonly display_value: string
  readonly error_message: string
  readonly valid_filter_operators: readonly string[]
}

const OPERATORS = ['EQUALS', 'GREATER_THAN_OR_EQUAL', 'GREATER_THAN', 'IN', 'LESS_THAN', 'LESS_THAN_OR_EQUAL']

/** What texts stand for, as far as the first that is wrong. */
export const convert = (type: AdvancedType, texts: readonly (string | number)[]): Converted => {
  const values: unknown[] = []
  const shown: string[] = []
  let error = ''
  for (const text of texts.map(String)) {
    const found = text === '' ? { value: type.empty, shown: '' } : type.read(text)
    if (found === null) {
      error = `'${text}' does not appear to be ${type.what}`
      break
    }
    values.push(found.value)
    shown.push(found.shown)
  }
  return { display_value: shown.join(', '), error_message: error, valid_filter_operators: OPERATORS, values }
}
