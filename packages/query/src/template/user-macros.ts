import type { Dialect, TemplateMacros } from '@coset/sql'
import type { TemplateAsk } from './ask.ts'
import { type EffectNotes, keyText } from './effects.ts'
import { literalBody } from './literals.ts'
import { macro } from './macro.ts'

export interface UserSurroundings {
  readonly ask: Pick<TemplateAsk, 'user' | 'parameters'>
  readonly dialect: Dialect
  /** `url_params` of the request's query. */
  readonly urlParams: Readonly<Record<string, unknown>>
  readonly effects: EffectNotes
}

const noted = <T>(effects: EffectNotes, add: boolean, value: T): T => {
  if (add) effects.keys.push(keyText(value))
  return value
}

const urlParam = ({ ask, dialect, urlParams, effects }: UserSurroundings) =>
  macro('url_param', ['param', 'default', 'add_to_cache_keys', 'escape_result'], (args) => {
    const name = args.text('param')
    const own = Object.hasOwn(ask.parameters, name) ? ask.parameters[name] : undefined
    const given = own || (Object.hasOwn(urlParams, name) ? urlParams[name] : args.get('default'))
    // Whoever calls the address chooses the value: it never enters SQL as it came
    const value = typeof given === 'string' && args.flag('escape_result', true) ? literalBody(dialect, given) : given
    return noted(effects, args.flag('add_to_cache_keys', true), value ?? null)
  })

/**
 * Macros about the person who asks and the address that was called. Texts that the person chose come as they stand between quotes of a literal:
 * a name may hold one.
 */
export const userMacros = (surroundings: UserSurroundings): TemplateMacros => {
  const { ask, effects, dialect } = surroundings
  const { user } = ask
  const quotable = (text: string | null): string | null => (text === null ? null : literalBody(dialect, text))
  const fact = (name: string, value: unknown) => macro(name, ['add_to_cache_keys'], (args) => noted(effects, args.flag('add_to_cache_keys', true), value))
  return {
    current_user_id: fact('current_user_id', user.id),
    current_username: fact('current_username', quotable(user.username)),
    current_user_email: fact('current_user_email', quotable(user.email)),
    current_user_roles: fact('current_user_roles', user.roles.length === 0 ? null : user.roles),
    cache_key_wrapper: macro('cache_key_wrapper', ['key'], (args) => noted(effects, true, args.get('key'))),
    url_param: urlParam(surroundings),
  }
}
