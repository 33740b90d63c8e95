import { AppError } from '@coset/core'
import type { Engine } from '@coset/engines'
import { isTemplate, renderTemplate, type TemplateMacros, TemplateSandboxError, type TemplateScope, TemplateSyntaxError } from '@coset/sql'
import { sqlFilters } from './literals.ts'
import { macro } from './macro.ts'

/** Two questions that nobody asks: one without filters, parameters and person, one with some of each. */
type Variant = 'nothing' | 'something'

const DAY = '1970-01-01'

const macrosOf = (variant: Variant, engine: Engine): TemplateMacros => {
  const some = variant === 'something'
  const fact = (name: string, value: unknown) => macro(name, ['add_to_cache_keys'], () => (some ? value : null))
  const moment = engine.dialect.dateTimeLiteral('TIMESTAMP', 0) ?? engine.dialect.stringLiteral(DAY)
  const partition = () => DAY
  const partitions: TemplateMacros = {
    latest_partition: partition,
    first_latest_partition: partition,
    latest_partitions: () => [DAY],
    latest_sub_partition: partition,
  }
  return {
    url_param: macro('url_param', ['param', 'default', 'add_to_cache_keys', 'escape_result'], (args) => args.get('default') ?? (some ? 'x' : null)),
    current_user_id: fact('current_user_id', 0),
    current_username: fact('current_username', 'x'),
    current_user_email: fact('current_user_email', 'x'),
    current_user_roles: fact('current_user_roles', ['x']),
    current_user_rls_rules: macro('current_user_rls_rules', [], () => (some ? ['1 = 1'] : null)),
    cache_key_wrapper: macro('cache_key_wrapper', ['key'], (args) => args.get('key')),
    filter_values: macro('filter_values', ['column', 'default', 'remove_filter'], (args) => {
      const fallback = args.get('default')
      return fallback === null ? (some ? ['x'] : []) : [fallback]
    }),
    get_filters: macro('get_filters', ['column', 'remove_filter'], (args) => (some ? [{ op: 'IN', col: args.get('column'), val: ['x'] }] : [])),
    get_time_filter: macro('get_time_filter', ['column', 'default', 'target_type', 'strftime', 'remove_filter'], (args) =>
      some
        ? { from_expr: moment, to_expr: moment, time_range: `${DAY} : ${DAY}` }
        : { from_expr: null, to_expr: null, time_range: args.get('default') ?? 'No filter' },
    ),
    dataset: macro('dataset', ['dataset_id', 'include_metrics', 'columns', 'from_dttm', 'to_dttm'], () => '(\nSELECT 1 AS x\n) AS dataset_1'),
    metric: macro('metric', ['metric_key', 'dataset_id'], () => 'COUNT(*)'),
    presto: partitions,
    trino: partitions,
    hive: partitions,
    spark: partitions,
  }
}

const variablesOf = (variant: Variant, parameters: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const some = variant === 'something'
  return {
    columns: some ? ['x'] : [],
    groupby: null,
    metrics: some ? ['x'] : [],
    filter: some ? [{ col: 'x', op: '==', val: 'x' }] : [],
    row_limit: 1,
    row_offset: 0,
    time_column: some ? 'x' : null,
    time_grain: null,
    from_dttm: some ? `${DAY}T00:00:00` : null,
    to_dttm: some ? `${DAY}T00:00:00` : null,
    table_columns: some ? ['x'] : [],
    ...parameters,
  }
}

const scopeFor = (variant: Variant, engine: Engine, parameters: Readonly<Record<string, unknown>>): TemplateScope => {
  const filters = sqlFilters(engine.dialect)
  return {
    variables: variablesOf(variant, parameters),
    macros: macrosOf(variant, engine),
    // `IN ()` would hide the rest of the query from the parser
    filters: { ...filters, where_in: (args, named) => (Array.isArray(args[0]) && args[0].length > 0 ? filters['where_in']?.(args, named) : '(NULL)') },
  }
}

/**
 * What a dataset's SQL becomes when nobody asks: the same for everybody, so that what its author may read can be told from it. The text itself where
 * it is no template; fewer than two, or none, where the template needs more than it is given. Throws TemplateSyntaxError and
 * TemplateSandboxError.
 */
export const neutralTexts = async (sql: string, engine: Engine, parameters: Readonly<Record<string, unknown>>): Promise<readonly string[]> => {
  if (!isTemplate(sql)) return [sql]
  const texts: string[] = []
  for (const variant of ['something', 'nothing'] as const) {
    try {
      texts.push(await renderTemplate(sql, scopeFor(variant, engine, parameters)))
    } catch (error) {
      if (error instanceof TemplateSyntaxError || error instanceof TemplateSandboxError || !(error instanceof AppError)) throw error
    }
  }
  return [...new Set(texts)]
}
