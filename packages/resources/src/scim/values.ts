import { invalid } from './errors.ts'

export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A member by its name in any case, as SCIM has it. */
export const member = (value: Json, name: string): unknown => {
  const key = Object.keys(value).find((one) => one.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : value[key]
}

/** Text of at most `most` characters. Throws invalidValue naming the attribute. */
export const textOf = (name: string, value: unknown, most: number): string => {
  if (typeof value !== 'string') throw invalid(`${name}: not a text`)
  const text = value.trim()
  if (text === '') throw invalid(`${name}: empty`)
  if (text.length > most) throw invalid(`${name}: longer than ${most} characters`)
  if (text.includes('\0')) throw invalid(`${name}: holds a NUL character`)
  return text
}

/** True or false; Microsoft Entra sends them as texts. */
export const flagOf = (name: string, value: unknown): boolean => {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value.toLowerCase() : ''
  if (text !== 'true' && text !== 'false') throw invalid(`${name}: neither true nor false`)
  return text === 'true'
}

export const listOf = (name: string, value: unknown): readonly unknown[] => {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value
  if (isJson(value)) return [value]
  throw invalid(`${name}: not a list`)
}

/** The body of a request. Throws invalidSyntax by its kind. */
export const bodyOf = (body: unknown): Json => {
  if (!isJson(body)) throw invalid('The body is not an object')
  return body
}
