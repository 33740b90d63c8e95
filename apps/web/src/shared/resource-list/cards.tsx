import { Checkbox, Group, Select, Skeleton } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import { ObjectCard } from '../object-card/index.tsx'
import { isSelectable, type ListedProps } from './listed.ts'
import classes from './resource-list.module.css'
import { RowMenu } from './row-menu.tsx'
import { SelectAll } from './select-all.tsx'
import type { CardSpec, ListRow } from './types.ts'

const SKELETONS = 8

const ordersOf = <Row,>({ nameColumn, changedColumn }: CardSpec<Row>) => [
  { value: `${changedColumn} desc`, label: t('Changed last') },
  { value: `${changedColumn} asc`, label: t('Unchanged longest') },
  { value: `${nameColumn} asc`, label: t('A to Z') },
  { value: `${nameColumn} desc`, label: t('Z to A') },
]

/** A list as cards, each with its picture. */
export const ListCards = <Row extends ListRow>({ spec, state, rows, isFetching, chosen, onChoose, onToggle, change, onDelete, onExport }: ListedProps<Row>) => {
  const { cards } = spec
  if (cards === undefined) return null
  const order = (value: string | null): void => {
    const [column = null, direction = null] = value?.split(' ') ?? []
    if (column !== null) change({ sort: column, order: direction })
  }
  return (
    <>
      <Group justify="space-between">
        {isSelectable(spec) ? <SelectAll rows={rows ?? []} chosen={chosen} onChoose={onChoose} label={t('Select all')} /> : <span />}
        <Select
          aria-label={t('Order')}
          size="xs"
          w={170}
          data={ordersOf(cards)}
          value={`${state.sort} ${state.direction}`}
          onChange={order}
          allowDeselect={false}
          placeholder={t('Order')}
        />
      </Group>
      <ul className={classes['cards']} aria-label={spec.title} aria-busy={isFetching}>
        {rows === undefined
          ? Array.from({ length: SKELETONS }, (_, i) => (
              <li key={i}>
                <Skeleton className={classes['cardSkeleton'] ?? ''} radius={10} />
              </li>
            ))
          : rows.map((row) => (
              <li key={row.id}>
                <ObjectCard
                  facts={cards.of(row)}
                  isSelected={chosen.has(row.id)}
                  {...(isSelectable(spec)
                    ? {
                        checkbox: (
                          <Checkbox
                            aria-label={t('Select {{name}}', { name: spec.nameOf(row) })}
                            checked={chosen.has(row.id)}
                            onChange={() => onToggle(row.id)}
                          />
                        ),
                      }
                    : {})}
                  menu={<RowMenu spec={spec} row={row} onDelete={() => onDelete(row)} onExport={() => onExport(row)} />}
                />
              </li>
            ))}
      </ul>
    </>
  )
}
