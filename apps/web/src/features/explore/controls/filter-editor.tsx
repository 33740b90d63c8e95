import { isRecord } from '@coset/chart-kit'
import { Button, Group, SegmentedControl, Select, Tabs } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { columnType, findColumn } from '../adhoc/column.ts'
import { type AdhocFilter, type Clause, OPERATORS, type Operator, operatorOf, operatorsFor, simpleFilter, sqlFilter } from '../adhoc/filter.ts'
import { useExplore } from '../page/context.ts'
import { NO_FILTER } from '../time/range.ts'
import { RangeEditor } from '../time/range-editor.tsx'
import classes from './controls.module.css'
import { FilterValues } from './filter-values.tsx'
import { SqlBox } from './sql-box.tsx'

interface Props {
  readonly filter: AdhocFilter | undefined
  readonly onSave: (filter: AdhocFilter) => void
  readonly onClose: () => void
}

function usable(operator: Operator | undefined, comparator: unknown): boolean {
  if (operator === undefined) return false
  if (operator.value === 'none') return true
  if (operator.value === 'many') return Array.isArray(comparator) && comparator.length > 0
  return comparator !== undefined && comparator !== null && comparator !== ''
}

const startValue = (operator: Operator | undefined, before: unknown): unknown => {
  if (operator?.value === 'range') return typeof before === 'string' && before !== '' ? before : NO_FILTER
  if (operator?.value === 'many') return before === undefined || before === null || before === '' ? [] : Array.isArray(before) ? before : [before]
  return Array.isArray(before) ? before[0] : before === NO_FILTER ? undefined : before
}

/** One filter: column, operator and value, or SQL. */
export const FilterEditor = ({ filter, onSave, onClose }: Props) => {
  const { dataset } = useExplore()
  const isSql = filter?.['expressionType'] === 'SQL'
  const [mode, setMode] = useState<string | null>(isSql ? 'sql' : 'simple')
  const [subject, setSubject] = useState<unknown>(isSql ? null : (filter?.['subject'] ?? null))
  const [operator, setOperator] = useState<Operator | undefined>(filter === undefined || isSql ? undefined : operatorOf(filter))
  const [comparator, setComparator] = useState<unknown>(filter?.['comparator'])
  const [sql, setSql] = useState(isSql ? String(filter?.['sqlExpression'] ?? '') : '')
  const [clause, setClause] = useState<Clause>(filter?.['clause'] === 'HAVING' ? 'HAVING' : 'WHERE')
  const column = findColumn(dataset, subject)
  const offered = operatorsFor(column)
  const choose = (next: Operator | undefined, value: unknown): void => {
    setOperator(next)
    setComparator(startValue(next, value))
  }
  const pick = (name: string | null): void => {
    setSubject(name)
    const found = findColumn(dataset, name)
    const first = found !== undefined && columnType(found) === 'time' ? OPERATORS.find(({ id }) => id === 'TEMPORAL_RANGE') : operatorsFor(found)[0]
    choose(first, undefined)
  }
  const ready = mode === 'sql' ? sql.trim() !== '' : subject !== null && usable(operator, comparator)
  const save = (): void => {
    if (!ready) return
    if (mode === 'sql') onSave(sqlFilter(sql.trim(), clause))
    else if (operator !== undefined) onSave({ ...simpleFilter(subject, operator, comparator), ...(filter?.['clause'] === 'HAVING' && { clause: 'HAVING' }) })
    onClose()
  }
  const names = dataset.columns.filter((one) => one.filterable).map((one) => ({ value: one.column_name, label: one.verbose_name || one.column_name }))
  const named = isRecord(subject) ? String(subject['label'] ?? '') : subject === null ? null : String(subject)
  const all = named === null || names.some((one) => one.value === named) ? names : [{ value: named, label: named }, ...names]
  const ids = operator === undefined || offered.includes(operator) ? offered : [operator, ...offered]
  return (
    <form
      className={classes['editor']}
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        save()
      }}
    >
      <Tabs value={mode} onChange={setMode}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="simple">{t('Simple')}</Tabs.Tab>
          <Tabs.Tab value="sql">{t('SQL')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="simple">
          <div className={classes['editor']}>
            <Select
              label={t('Column')}
              searchable
              {...(subject === null && { 'data-autofocus': true })}
              data={all}
              value={named}
              onChange={pick}
              nothingFoundMessage={t('Nothing found')}
            />
            {subject !== null && (
              <Select
                label={t('Condition')}
                data={ids.map((one) => ({ value: one.id, label: t(one.text) }))}
                value={operator?.id ?? null}
                allowDeselect={false}
                onChange={(id) =>
                  choose(
                    OPERATORS.find((one) => one.id === id),
                    comparator,
                  )
                }
              />
            )}
            {operator?.value === 'range' && <RangeEditor value={typeof comparator === 'string' ? comparator : NO_FILTER} onChange={setComparator} />}
            {(operator?.value === 'one' || operator?.value === 'many') && (
              <FilterValues column={column} many={operator.value === 'many'} value={comparator} onChange={setComparator} />
            )}
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="sql">
          <div className={classes['editor']}>
            <SegmentedControl
              size="xs"
              aria-label={t('Where it stands')}
              value={clause}
              onChange={(value) => setClause(value === 'HAVING' ? 'HAVING' : 'WHERE')}
              data={[
                { value: 'WHERE', label: t('On rows (WHERE)') },
                { value: 'HAVING', label: t('On groups (HAVING)') },
              ]}
            />
            <SqlBox
              label={t('Condition')}
              kind={clause === 'HAVING' ? 'having' : 'where'}
              placeholder={clause === 'HAVING' ? 'SUM(sales) > 1000' : "country = 'FR'"}
              value={sql}
              onChange={setSql}
            />
          </div>
        </Tabs.Panel>
      </Tabs>
      <Group justify="flex-end" gap="xs">
        <Button size="xs" variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button size="xs" type="submit" disabled={!ready}>
          {t('Use')}
        </Button>
      </Group>
    </form>
  )
}
