import { asList, isRecord } from '@coset/chart-kit'
import { notifications } from '@mantine/notifications'
import { IconClock, IconFilter } from '@tabler/icons-react'
import { t } from '../../../session/i18n.ts'
import { filterText, isTimeFilter } from '../adhoc/filter.ts'
import { TypeIcon } from '../fields/type-icon.tsx'
import { useExplore } from '../page/context.ts'
import { FilterEditor } from './filter-editor.tsx'
import { ItemList } from './item-list.tsx'
import { movedItem, withItem, withoutItem } from './list-edits.ts'
import type { EditorProps } from './types.ts'

/** The ad-hoc filters of a query. */
export const FiltersEditor = ({ control, value, labelId, onChange }: EditorProps) => {
  const { dataset } = useExplore()
  const filters = asList(value).filter(isRecord)
  const remove = (index: number): void => {
    const left = withoutItem(filters, index)
    if (isTimeFilter(filters[index]) && !left.some(isTimeFilter))
      notifications.show({ message: t('This was the last time filter: time filters of dashboards act through one.') })
    onChange(left)
  }
  return (
    <ItemList
      control={control}
      labelId={labelId}
      many
      items={filters.map((filter) => ({
        text: filterText(dataset, filter),
        icon:
          filter['expressionType'] === 'SQL' ? (
            <TypeIcon type="sql" />
          ) : isTimeFilter(filter) ? (
            <IconClock size={14} stroke={1.5} aria-hidden style={{ flex: 'none' }} />
          ) : (
            <IconFilter size={14} stroke={1.5} aria-hidden style={{ flex: 'none' }} />
          ),
      }))}
      addText={t('Add a filter')}
      onRemove={remove}
      onMove={(from, to) => onChange(movedItem(filters, from, to))}
      editor={(index, close) => (
        <FilterEditor filter={index === null ? undefined : filters[index]} onSave={(filter) => onChange(withItem(filters, index, filter))} onClose={close} />
      )}
    />
  )
}
