import { ApiError } from '../../session/api.ts'

/** What the server refused: texts that belong to fields of the form, and the rest. */
export interface Refusal {
  readonly errors: Readonly<Record<string, string>>
  readonly rest: string
}

export const NO_REFUSAL: Refusal = { errors: {}, rest: '' }

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return [...new Set(value.map(textOf))].join(' ')
  return typeof value === 'object' && value !== null ? [...new Set(Object.values(value).map(textOf))].join(' ') : String(value)
}

/** Sorts an error by the fields that the form shows. */
export const refusalOf = (error: unknown, fields: readonly string[]): Refusal => {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof ApiError)) return { errors: {}, rest: message }
  const found = Object.entries(error.fields).map(([field, value]) => [field, textOf(value)] as const)
  const errors = Object.fromEntries(found.filter(([field]) => fields.includes(field)))
  if (Object.keys(errors).length === 0) return { errors, rest: message }
  return { errors, rest: found.flatMap(([field, text]) => (fields.includes(field) ? [] : [`${field}: ${text}`])).join(' · ') }
}
