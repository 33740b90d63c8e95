import { BadRequest } from '@coset/core'
import { z } from 'zod'
import type { Context } from '../context.ts'

const ALGORITHMS = ['default', 'dark', 'compact'] as const
const MOST_FONTS = 15

const algorithm = z.enum(ALGORITHMS)
const config = z.looseObject({
  token: z.looseObject({ fontUrls: z.unknown().optional() }).optional(),
  components: z.looseObject({}).optional(),
  algorithm: z.union([algorithm, z.array(algorithm)]).optional(),
})

const wrong = (told: string): BadRequest => new BadRequest(told, { fields: { json_data: [told] } })

const fontHost = (url: unknown, at: number): string => {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : null
  if (parsed === null || parsed.protocol !== 'https:') throw wrong(`fontUrls[${at}] must be an https address`)
  return parsed.hostname
}

const checkFonts = (urls: unknown, allowed: readonly string[]): void => {
  if (urls === undefined) return
  if (!Array.isArray(urls)) throw wrong('fontUrls must be a list of addresses')
  if (urls.length > MOST_FONTS) throw wrong(`fontUrls may name at most ${MOST_FONTS} addresses`)
  for (const [at, url] of urls.entries()) {
    const host = fontHost(url, at)
    if (!allowed.includes(host)) throw wrong(`fontUrls[${at}] domain '${host}' not in allowed list`)
  }
}

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadRequest('Invalid JSON configuration', { fields: { json_data: ['Invalid JSON configuration'] }, cause: error })
  }
}

/** A theme's tokens as JSON text. Throws BadRequest naming `json_data`. */
export const checkTheme = async (ctx: Context, body: Readonly<Record<string, unknown>>): Promise<void> => {
  if (body['json_data'] === undefined) return
  const parsed = config.safeParse(readJson(String(body['json_data'])))
  if (!parsed.success) throw wrong('Invalid theme configuration structure')
  checkFonts(parsed.data.token?.fontUrls, ctx.settings.themeFontDomains)
}
