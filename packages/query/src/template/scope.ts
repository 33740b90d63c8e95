import { BadRequest } from '@coset/core'
import type { Connection, Engine, TablePartitions } from '@coset/engines'
import { renderTemplate, type TemplateScope } from '@coset/sql'
import type { QueryAsk } from '../port.ts'
import type { QueryObject } from '../query-object.ts'
import type { TemplateAsk } from './ask.ts'
import { type DatasetSelect, datasetMacros } from './dataset-macros.ts'
import type { EffectNotes } from './effects.ts'
import { filterMacros } from './filter-macros.ts'
import { sqlFilters } from './literals.ts'
import { partitionMacros } from './partition-macros.ts'
import { userMacros } from './user-macros.ts'

/** How many datasets and metrics the templates of one query may bring in, those within them included. */
const MOST_EMBEDDED = 200

/** Shared by all renderings that one query causes. */
export class Embedding {
  private left = MOST_EMBEDDED
  /** Queries of datasets that were brought in so far. */
  readonly selects: string[] = []

  enter(): void {
    if (--this.left < 0) throw new BadRequest(`The templates of this query bring in more than ${MOST_EMBEDDED} datasets and metrics`)
  }
}

export interface ScopeParts {
  readonly template: TemplateAsk
  readonly engine: Engine
  readonly schema: string | null
  readonly catalog: string | null
  /** The dataset that is asked; null: none (SQL Lab). */
  readonly ask: QueryAsk | null
  /** The first query of the request, as it was asked; null: no chart asks. */
  readonly first: QueryObject | null
  readonly variables: Readonly<Record<string, unknown>>
  readonly effects: EffectNotes
  /** Macros may still take filters over. */
  readonly takesFilters: boolean
  /** Epoch ms. */
  readonly now: number
  /** What is being rendered on the way here: `dataset:3`, `metric:3:count`. */
  readonly chain: readonly string[]
  readonly embedding: Embedding
  readonly connection: () => Promise<Connection>
  /** The SELECT of a dataset, without a limit, under the asker's row-level rules. */
  readonly selectOf: (select: DatasetSelect, chain: readonly string[]) => Promise<string>
}

const partitionsOf = async ({ engine, schema, catalog, connection }: ScopeParts, table: string, other: string | null): Promise<TablePartitions> => {
  const opened = await connection()
  if (opened.partitions === undefined) throw new BadRequest(`Partitions of tables are not available for ${engine.label}`)
  return opened.partitions(table, other ?? schema, catalog)
}

/** Everything that a template of SQL may name. */
export const scopeOf = (parts: ScopeParts): TemplateScope => {
  const { template, engine, ask, first, effects, chain, now } = parts
  const { dialect } = engine
  return {
    variables: parts.variables,
    macros: {
      ...userMacros({ ask: template, dialect, urlParams: first?.urlParams ?? {}, effects }),
      ...filterMacros({ first, dataset: ask?.dataset ?? null, dialect, effects: parts.takesFilters ? effects : null, now }),
      ...datasetMacros({
        ask,
        otherDataset: template.otherDataset,
        chain,
        selectOf: async (select, next) => {
          parts.embedding.enter()
          const sql = await parts.selectOf(select, next)
          parts.embedding.selects.push(sql)
          return sql
        },
        renderMetric: (expression, next) => {
          parts.embedding.enter()
          return renderTemplate(expression, scopeOf({ ...parts, chain: next }))
        },
      }),
      ...partitionMacros({ engine: engine.id, partitions: (table, schema) => partitionsOf(parts, table, schema) }),
    },
    filters: sqlFilters(dialect),
  }
}
