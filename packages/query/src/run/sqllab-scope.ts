import type { TemplateScope } from '@coset/sql'
import type { DatabaseModel } from '../model.ts'
import type { QueryDependencies } from '../port.ts'
import type { TemplateAsk } from '../template/ask.ts'
import { noEffects } from '../template/effects.ts'
import { Embedding, scopeOf } from '../template/scope.ts'
import { embeddedSelect } from './prepare.ts'

export interface SqlLabTemplate {
  readonly template: TemplateAsk
  readonly database: DatabaseModel
  readonly schema: string | null
  readonly catalog: string | null
  /** `templateParams` of the request. */
  readonly parameters: Readonly<Record<string, unknown>>
}

/**
 * What a template of SQL Lab may name: the asker's macros, parameters of the request, datasets and metrics by id, the engine's partitions. No dataset
 * is asked, so macros about filters find none.
 */
export const sqlLabScope = (deps: QueryDependencies, { template, database, schema, catalog, parameters }: SqlLabTemplate): TemplateScope => {
  const within = { first: null, now: deps.clock.now(), embedding: new Embedding() }
  return scopeOf({
    ...within,
    template,
    engine: database.engine,
    schema,
    catalog,
    ask: null,
    variables: parameters,
    effects: noEffects(),
    takesFilters: false,
    chain: [],
    connection: () => deps.connection(database),
    selectOf: (select, chain) => embeddedSelect(deps, select, { since: null, until: null }, { ...within, chain }),
  })
}
