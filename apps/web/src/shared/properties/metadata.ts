import { readExact, writeExact } from '@coset/core'

type Metadata = Readonly<Record<string, unknown>>

/** The object that a text of `json_metadata` stands for; null: it stands for none. */
export const metadataOf = (text: string): Metadata | null => {
  if (text.trim() === '') return {}
  try {
    const value: unknown = readExact(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Metadata) : null
  } catch {
    return null
  }
}

/** The same text with one member set, or taken out (undefined); everything else stays. Text that is no object is left alone. */
export const withMember = (text: string, key: string, value: unknown): string => {
  const metadata = metadataOf(text)
  if (metadata === null) return text
  const { [key]: _, ...rest } = metadata
  return writeExact(value === undefined ? rest : { ...metadata, [key]: value })
}

/** Seconds between refreshes; 0: none. */
export const refreshSeconds = (metadata: Metadata): number => {
  const seconds = Number(metadata['refresh_frequency'] ?? 0)
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0
}

/** How the server writes a slug: `My Slug!` → `My-Slug`. */
export const slugText = (text: string): string =>
  text
    .trim()
    .replace(/\s+/g, '-')
    .replace(/[^\w-]+/g, '')
