import { BadRequest } from '../errors.ts'
import { parseAbsolute } from './absolute-text.ts'
import { parseRelative } from './relative-text.ts'

/** Longer texts are refused before any pattern looks at them. */
const MAX_LENGTH = 200
const AMBIGUOUS = /^\s*\d+\s+(?:second|minute|hour|day|week|month|quarter|year)s?\s*$/i

/** A moment as a person writes it, in epoch ms. Throws BadRequest when the text is not understood or could mean past and future. */
export const parseHumanTime = (text: string, now: number): number => {
  if (text.length > MAX_LENGTH) throw new BadRequest('Cannot parse time string: it is too long')
  if (AMBIGUOUS.test(text)) throw new BadRequest(`Time string is ambiguous. Please specify [${text.trim()} ago] or [${text.trim()} later].`)
  const found = parseAbsolute(text, now) ?? parseRelative(text, now)
  if (found === null) throw new BadRequest(`Cannot parse time string [${text}]`)
  return found
}
