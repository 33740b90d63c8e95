import { BadRequest } from '@coset/core'
import type { Context } from '../context.ts'

/** What people type first when they are asked for ten characters. */
const COMMON = /^(?:password|passw0rd|qwerty|qwertz|letmein|welcome|admin|administrator|iloveyou|changeme|abc123|superset|coset)+[\d!.?]*$/i
const LADDERS = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789', 'qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm']

const isLadder = (password: string): boolean => {
  const text = password.toLowerCase()
  const back = [...text].toReversed().join('')
  return LADDERS.some((ladder) => ladder.includes(text) || ladder.includes(back))
}

const problemOf = (password: string, minLength: number, names: readonly string[]): string | null => {
  if ([...password].length < minLength) return `Must have at least ${minLength} characters`
  if (new Set(password).size < 5) return 'Must have at least five different characters'
  if (COMMON.test(password) || isLadder(password)) return 'Is among the first that are tried'
  const text = password.toLowerCase()
  const own = names.map((name) => name.toLowerCase()).filter((name) => name.length > 2)
  if (own.some((name) => text === name || (text.includes(name) && text.length - name.length < 5))) return 'Must not be the name or the address'
  return null
}

/** Throws BadRequest naming `password`: length counts, as the guidelines of NIST SP 800-63B have it, and what is guessed first is refused. */
export const refuseWeakPassword = (ctx: Context, password: string, names: readonly string[]): void => {
  const problem = problemOf(password, ctx.settings.signIn.passwordMinLength, names)
  if (problem !== null) throw new BadRequest(`password: ${problem}`, { fields: { password: [problem] } })
}
