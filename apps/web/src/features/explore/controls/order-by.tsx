import { asList } from '@coset/chart-kit'
import { Button, Group, SegmentedControl, Select } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { columnText } from '../adhoc/column.ts'
import { orderItem } from '../fields/place.ts'
import { useExplore } from '../page/context.ts'
import classes from './controls.module.css'
import { ItemList } from './item-list.tsx'
import { movedItem, withItem, withoutItem } from './list-edits.ts'
import type { EditorProps } from './types.ts'

interface Order {
  readonly column: string
  readonly ascending: boolean
}

/** A saved order (JSON text, or the pair itself) → its parts; anything else undefined. */
export function parseOrder(item: unknown): Order | undefined {
  let pair: unknown = item
  if (typeof item === 'string') {
    try {
      pair = JSON.parse(item)
    } catch {
      return undefined
    }
  }
  return Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'boolean' ? { column: pair[0], ascending: pair[1] } : undefined
}

const OrderEditor = ({
  order,
  onSave,
  onClose,
}: {
  readonly order: Order | undefined
  readonly onSave: (order: Order) => void
  readonly onClose: () => void
}) => {
  const { dataset } = useExplore()
  const [column, setColumn] = useState(order?.column ?? null)
  const [ascending, setAscending] = useState(order?.ascending ?? true)
  const save = (): void => {
    if (column === null) return
    onSave({ column, ascending })
    onClose()
  }
  return (
    <div className={classes['editor']}>
      <Select
        label={t('Column')}
        data-autofocus
        searchable
        data={dataset.columns.map((one) => ({ value: one.column_name, label: one.verbose_name || one.column_name }))}
        value={column}
        onChange={setColumn}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('Direction')}
        value={String(ascending)}
        onChange={(value) => setAscending(value === 'true')}
        data={[
          { value: 'true', label: t('Ascending') },
          { value: 'false', label: t('Descending') },
        ]}
      />
      <Group justify="flex-end" gap="xs">
        <Button size="xs" onClick={save} disabled={column === null}>
          {t('Use')}
        </Button>
      </Group>
    </div>
  )
}

/** The order of rows: a list of columns, each with its direction. */
export const OrderByEditor = ({ control, value, labelId, onChange }: EditorProps) => {
  const { dataset } = useExplore()
  const orders = asList(value)
    .map(parseOrder)
    .filter((order) => order !== undefined)
  const put = (list: readonly unknown[]): void => onChange((list as readonly Order[]).map((order) => orderItem(order.column, order.ascending)))
  return (
    <ItemList
      control={control}
      labelId={labelId}
      many
      items={orders.map((order) => ({
        text: columnText(dataset, order.column),
        icon: order.ascending ? <IconArrowUp size={14} aria-label={t('ascending')} /> : <IconArrowDown size={14} aria-label={t('descending')} />,
      }))}
      addText={t('Add an order')}
      onRemove={(index) => put(withoutItem(orders, index))}
      onMove={(from, to) => put(movedItem(orders, from, to))}
      editor={(index, close) => (
        <OrderEditor order={index === null ? undefined : orders[index]} onSave={(order) => put(withItem(orders, index, order))} onClose={close} />
      )}
    />
  )
}
