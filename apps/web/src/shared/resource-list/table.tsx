import { Checkbox, Skeleton, Table, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'
import { isSelectable, type ListedProps } from './listed.ts'
import classes from './resource-list.module.css'
import { RowMenu } from './row-menu.tsx'
import { SelectAll } from './select-all.tsx'
import type { ListRow } from './types.ts'

/** A list as a table, sorted by its heads. */
export const ListTable = <Row extends ListRow>({ spec, state, rows, isFetching, chosen, onChoose, onToggle, change, onDelete, onExport }: ListedProps<Row>) => (
  <div className={classes['scroll']}>
    <Table highlightOnHover verticalSpacing="xs" aria-label={spec.title} aria-busy={isFetching}>
      <Table.Thead>
        <Table.Tr>
          {isSelectable(spec) && (
            <Table.Th w={36}>
              <SelectAll rows={rows ?? []} chosen={chosen} onChoose={onChoose} />
            </Table.Th>
          )}
          {spec.columns.map((column) => (
            <Table.Th
              key={column.key}
              className={column.wide === true ? (classes['wide'] ?? '') : ''}
              aria-sort={column.sort === state.sort ? (state.direction === 'asc' ? 'ascending' : 'descending') : undefined}
            >
              {column.sort === undefined ? (
                column.label
              ) : (
                <UnstyledButton
                  className={classes['sort'] ?? ''}
                  onClick={() => change({ sort: column.sort ?? null, order: column.sort === state.sort && state.direction === 'asc' ? 'desc' : 'asc' })}
                >
                  {column.label}
                  {column.sort === state.sort && (state.direction === 'asc' ? <IconArrowUp size={14} aria-hidden /> : <IconArrowDown size={14} aria-hidden />)}
                </UnstyledButton>
              )}
            </Table.Th>
          ))}
          <Table.Th w={48}>
            <span className="coset-visually-hidden">{t('Actions')}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows === undefined
          ? Array.from({ length: 8 }, (_, i) => (
              <Table.Tr key={i}>
                <Table.Td colSpan={spec.columns.length + 2}>
                  <Skeleton height={20} />
                </Table.Td>
              </Table.Tr>
            ))
          : rows.map((row) => (
              <Table.Tr key={row.id} data-selected={chosen.has(row.id) || undefined}>
                {isSelectable(spec) && (
                  <Table.Td>
                    <Checkbox aria-label={t('Select {{name}}', { name: spec.nameOf(row) })} checked={chosen.has(row.id)} onChange={() => onToggle(row.id)} />
                  </Table.Td>
                )}
                {spec.columns.map((column) => (
                  <Table.Td key={column.key} className={column.wide === true ? (classes['wide'] ?? '') : ''}>
                    {column.render(row)}
                  </Table.Td>
                ))}
                <Table.Td>
                  <RowMenu spec={spec} row={row} onDelete={() => onDelete(row)} onExport={() => onExport(row)} />
                </Table.Td>
              </Table.Tr>
            ))}
      </Table.Tbody>
    </Table>
  </div>
)
