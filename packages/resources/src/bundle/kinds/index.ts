import { annotationLayerKind } from './annotation-layer.ts'
import { cssTemplateKind } from './css-template.ts'
import type { Kind } from './kind.ts'
import { reportKind } from './report.ts'
import { roleKind } from './role.ts'
import { rowLevelRuleKind } from './row-level-rule.ts'
import { tagKind } from './tag.ts'

/** Kinds that Superset's bundles do not know, in the order in which they are imported: what others name comes first. */
export const EXTRA_KINDS = ['css_template', 'annotation_layer', 'role', 'row_level_rule', 'tag', 'report'] as const
export type ExtraKind = (typeof EXTRA_KINDS)[number]

/** Files are checked by the schema of their kind before anything else of it sees them. */
export const KINDS: Readonly<Record<ExtraKind, Kind>> = {
  css_template: cssTemplateKind,
  annotation_layer: annotationLayerKind,
  role: roleKind,
  row_level_rule: rowLevelRuleKind,
  tag: tagKind,
  report: reportKind,
}

export type { Db, Fields, Kind, Referred, Work } from './kind.ts'
export { inside } from './kind.ts'
