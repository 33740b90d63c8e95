import { BadRequest } from '@coset/core'
import { isTemplate, renderTemplate, TemplateSandboxError, TemplateSyntaxError, TemplateUndefinedError } from '@coset/sql'
import type { QueryAsk } from '../port.ts'
import { type EffectNotes, noEffects } from './effects.ts'
import { type ScopeParts, scopeOf } from './scope.ts'

/** Where a text stands: decides whether macros may still take filters over, and how an error is told. */
export type Place = 'select' | 'source' | 'where' | 'having' | 'rule' | 'predicate'

export interface Renderer {
  /** Templates are switched on. */
  readonly on: boolean
  render(text: string, place: Place): Promise<string>
  readonly effects: EffectNotes
}

const CLAUSES = { where: 'WHERE clause', having: 'HAVING clause', rule: 'RLS filters', predicate: 'fetch values predicate' } as const

const told = (error: unknown, place: Place): unknown => {
  const isUse = error instanceof TemplateUndefinedError || error instanceof TemplateSandboxError
  if (place === 'source' && (isUse || error instanceof TemplateSyntaxError))
    return new BadRequest(`Error: Error while rendering virtual dataset query: ${error.message}`, { cause: error })
  if (place === 'source' || place === 'select' || !isUse) return error
  return new BadRequest(`Error in jinja expression in ${CLAUSES[place]}: ${error.message}`, { cause: error })
}

/** Renders the texts of one query. While templates are switched off, every text passes as it is. */
export const createRenderer = (
  ask: QueryAsk,
  parts: Omit<ScopeParts, 'template' | 'engine' | 'schema' | 'catalog' | 'ask' | 'effects' | 'takesFilters'>,
): Renderer => {
  const effects = noEffects()
  const template = ask.template ?? null
  if (template === null) return { on: false, render: (text) => Promise.resolve(text), effects }
  const { catalog, schema, database } = ask.dataset
  const scope = { ...parts, template, engine: database.engine, schema, catalog, ask, effects }
  return {
    on: true,
    render: async (text, place) => {
      if (!isTemplate(text)) return text
      try {
        return await renderTemplate(text, scopeOf({ ...scope, takesFilters: place === 'select' || place === 'source' }))
      } catch (error) {
        throw told(error, place)
      }
    },
    effects,
  }
}
