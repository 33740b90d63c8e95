import { asList, type Control, isAdhocColumn, isColumn, type QueryColumn } from '@coset/chart-kit'
import { Button, Group, Select, Tabs, TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { columnFits, columnText, findColumn, sqlColumn } from '../adhoc/column.ts'
import { ColumnIcon, TypeIcon } from '../fields/type-icon.tsx'
import { useExplore } from '../page/context.ts'
import classes from './controls.module.css'
import { ItemList } from './item-list.tsx'
import { movedItem, withItem, withoutItem } from './list-edits.ts'
import { SqlBox } from './sql-box.tsx'
import type { EditorProps } from './types.ts'

interface Props {
  readonly control: Control
  readonly column: QueryColumn | undefined
  readonly onSave: (column: QueryColumn) => void
  readonly onClose: () => void
}

/** One column: of the dataset, or SQL. */
const ColumnEditor = ({ control, column, onSave, onClose }: Props) => {
  const { dataset } = useExplore()
  const adhoc = isAdhocColumn(column) ? column : undefined
  const [mode, setMode] = useState<string | null>(adhoc === undefined ? 'saved' : 'sql')
  const [sql, setSql] = useState(adhoc?.sqlExpression ?? (typeof column === 'string' ? column : ''))
  const [label, setLabel] = useState(adhoc !== undefined && adhoc.label !== adhoc.sqlExpression ? adhoc.label : '')
  const pick = (name: string | null): void => {
    if (name === null) return
    onSave(name)
    onClose()
  }
  const save = (): void => {
    if (sql.trim() === '') return
    onSave({ ...adhoc, ...sqlColumn(sql.trim(), label) })
    onClose()
  }
  const offered = dataset.columns.filter((one) => columnFits(one, control.columnFilter))
  const saved = typeof column === 'string' && !offered.some((one) => one.column_name === column) ? [{ value: column, label: column }] : []
  return (
    <div className={classes['editor']}>
      <Tabs value={mode} onChange={setMode}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="saved">{t('Columns')}</Tabs.Tab>
          <Tabs.Tab value="sql">{t('SQL')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="saved">
          <Select
            label={t('Column')}
            searchable
            data-autofocus
            data={[...saved, ...offered.map((one) => ({ value: one.column_name, label: one.verbose_name || one.column_name }))]}
            value={typeof column === 'string' ? column : null}
            onChange={pick}
            nothingFoundMessage={t('Nothing found')}
          />
        </Tabs.Panel>
        <Tabs.Panel value="sql">
          <div className={classes['editor']}>
            <SqlBox label={t('Expression')} kind="column" placeholder="UPPER(country)" value={sql} onChange={setSql} />
            <TextInput label={t('Name')} placeholder={sql} value={label} onChange={(event) => setLabel(event.currentTarget.value)} />
            <Group justify="flex-end" gap="xs">
              <Button size="xs" variant="default" onClick={onClose}>
                {t('Cancel')}
              </Button>
              <Button size="xs" onClick={save} disabled={sql.trim() === ''}>
                {t('Use')}
              </Button>
            </Group>
          </div>
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}

const Columns = ({ control, value, labelId, onChange, many }: EditorProps & { readonly many: boolean }) => {
  const { dataset } = useExplore()
  const columns = asList(value).filter(isColumn)
  const put = (list: readonly unknown[]): void => onChange(many ? list : (list[0] ?? null))
  const iconOf = (column: QueryColumn) => (typeof column === 'string' ? <ColumnIcon column={findColumn(dataset, column)} /> : <TypeIcon type="sql" />)
  return (
    <ItemList
      control={control}
      labelId={labelId}
      many={many}
      items={columns.map((column) => ({ text: columnText(dataset, column), icon: iconOf(column) }))}
      addText={many ? t('Add a column') : t('Choose a column')}
      onRemove={(index) => put(withoutItem(columns, index))}
      onMove={(from, to) => put(movedItem(columns, from, to))}
      editor={(index, close) => (
        <ColumnEditor
          control={control}
          column={index === null ? undefined : columns[index]}
          onSave={(column) => put(withItem(columns, index, column))}
          onClose={close}
        />
      )}
    />
  )
}

export const ColumnsEditor = (props: EditorProps) => <Columns {...props} many />
export const SingleColumnEditor = (props: EditorProps) => <Columns {...props} many={false} />
