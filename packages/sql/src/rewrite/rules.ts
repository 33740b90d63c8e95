import type { TableRef, TableRule } from '../analyzer.ts'

const same = (asked: string | null, ruled: string | null): boolean => asked === null || ruled === null || asked.toLowerCase() === ruled.toLowerCase()

/** The rule may mean this table. Letters' case does not matter, and a part that either leaves out could be any: rather one table too many. */
const means = (rule: TableRule, ref: TableRef): boolean =>
  rule.table.toLowerCase() === ref.table.toLowerCase() && same(ref.schema, rule.schema) && same(ref.catalog, rule.catalog)

/** Every clause that holds for a table, once each. */
export const clausesFor = (ref: TableRef, rules: readonly TableRule[]): readonly string[] => [
  ...new Set(rules.filter((rule) => means(rule, ref)).flatMap((rule) => rule.clauses)),
]
