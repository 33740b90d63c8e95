import { Badge, Group } from '@mantine/core'
import type { Choice } from '../remote-select/index.tsx'

interface Named {
  readonly id: number
  readonly name: string
}

/** Things that a row is related to. */
export const Names = ({ of }: { readonly of: readonly Named[] }) => (
  <Group gap={4}>
    {of.map((one) => (
      <Badge key={one.id} variant="default" tt="none" miw="max-content">
        {one.name}
      </Badge>
    ))}
  </Group>
)

export const choicesOf = (rows: readonly Named[]): readonly Choice[] => rows.map((row) => ({ value: String(row.id), label: row.name }))
export const idsOf = (choices: readonly Choice[]): readonly number[] => choices.map((choice) => Number(choice.value))

/** Do both lists hold the same things, in whatever order? */
export const sameIds = (a: readonly Choice[], b: readonly Choice[]): boolean => {
  const held = new Set(b.map((choice) => choice.value))
  return a.length === held.size && a.every((choice) => held.has(choice.value))
}
