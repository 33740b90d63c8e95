import type { Choice } from '../remote-select/index.tsx'
import type { Snapshot } from './types.ts'

const inOrder = (names: readonly string[]): string => [...names].sort((a, b) => a.localeCompare(b)).join(', ')

/** What is chosen, in one text that has one order. */
export const namesOf = (choices: readonly Choice[]): string => inOrder(choices.map((choice) => choice.label))

/** The same of a part of what the server has now. */
export const namesOfPart = ({ parts, names }: Snapshot, part: string, column: string, kind: string): string =>
  inOrder((parts[part] ?? []).map((row) => names[`${kind}:${String(row[column])}`] ?? String(row[column])))
