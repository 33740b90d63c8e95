import { ErrorState } from '@coset/ui'
import { ActionIcon, Select, Skeleton, TextInput, Tooltip, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconEye, IconRefresh, IconTable, IconTableAlias } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import type { Database, Tab, TabPatch } from '../model/types.ts'
import classes from '../sql-lab.module.css'
import { columnsQuery, useSchemas, useTables } from './use-schema.ts'

interface Props {
  readonly tab: Tab
  readonly databases: readonly Database[]
  readonly onChange: (patch: TabPatch) => void
  readonly onInsert: (text: string) => void
  readonly onPreview: (table: string) => void
}

const Columns = ({ tab, table, onInsert }: { readonly tab: Tab; readonly table: string; readonly onInsert: (text: string) => void }) => {
  const query = useQuery(columnsQuery(tab.databaseId, tab.schema, table))
  if (query.error !== null) return <p className={classes['hint']}>{query.error.message}</p>
  if (query.data === undefined) return <Skeleton height={48} m={8} />
  return (
    <ul className={classes['columns']}>
      {query.data.map((column) => (
        <li key={column.name}>
          <UnstyledButton
            className={classes['column'] ?? ''}
            title={t('Put {{name}} into the editor', { name: column.name })}
            onClick={() => onInsert(column.name)}
          >
            <span>{column.name}</span>
            <span className={classes['type']}>{column.type.toLowerCase()}</span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  )
}

/** The schema that people mean who choose none. */
const usualSchema = (schemas: readonly string[]): string | null =>
  ['public', 'main', 'dbo', 'default'].find((name) => schemas.includes(name)) ?? (schemas.length === 1 ? (schemas[0] ?? null) : null)

/** Database and schema of the tab, and the schema's tables with their columns. */
export const Tree = ({ tab, databases, onChange, onInsert, onPreview }: Props) => {
  const client = useQueryClient()
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const schemas = useSchemas(tab.databaseId)
  const tables = useTables(tab.databaseId, tab.schema)
  const usual = usualSchema(schemas.data ?? [])
  const change = useRef(onChange)
  useEffect(() => {
    change.current = onChange
  })
  useEffect(() => {
    if (tab.schema === null && usual !== null) change.current({ schema: usual })
  }, [tab.schema, usual])
  const toggle = (name: string): void => {
    const next = new Set(open)
    if (!next.delete(name)) next.add(name)
    setOpen(next)
  }
  const wanted = search.trim().toLowerCase()
  const shown = (tables.data ?? []).filter((table) => table.value.toLowerCase().includes(wanted))
  return (
    <aside className={classes['tree']} aria-label={t('Tables')}>
      <Select
        size="xs"
        label={t('Database')}
        searchable
        allowDeselect={false}
        data={databases.map((database) => ({ value: String(database.id), label: database.database_name }))}
        value={tab.databaseId === null ? null : String(tab.databaseId)}
        onChange={(value) => value !== null && onChange({ databaseId: Number(value), schema: null })}
      />
      <Select
        size="xs"
        label={t('Schema')}
        searchable
        placeholder={schemas.isLoading ? t('Loading') : t('Choose a schema')}
        data={[...(schemas.data ?? [])]}
        value={tab.schema}
        onChange={(schema) => onChange({ schema })}
        error={schemas.error?.message}
      />
      <div className={classes['search']}>
        <TextInput
          size="xs"
          type="search"
          aria-label={t('Search tables')}
          placeholder={t('Search tables')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Tooltip label={t('Read the list of tables again')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('Read the list of tables again')}
            onClick={() => void client.invalidateQueries({ queryKey: ['tables'] })}
          >
            <IconRefresh size={16} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
      </div>
      {tables.error !== null ? (
        <ErrorState compact message={tables.error.message} onRetry={() => void tables.refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
      ) : tables.isLoading ? (
        <Skeleton height={160} />
      ) : tab.schema === null ? (
        <p className={classes['hint']}>{t('Choose a schema to see its tables.')}</p>
      ) : shown.length === 0 ? (
        <p className={classes['hint']}>{wanted === '' ? t('The schema has no tables that you may see.') : t('No table has this name.')}</p>
      ) : (
        <ul className={classes['tables']}>
          {shown.map((table) => (
            <li key={table.value}>
              <div className={classes['table']}>
                <UnstyledButton className={classes['name'] ?? ''} aria-expanded={open.has(table.value)} onClick={() => toggle(table.value)}>
                  {open.has(table.value) ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
                  {table.type === 'view' ? <IconTableAlias size={16} stroke={1.5} aria-hidden /> : <IconTable size={16} stroke={1.5} aria-hidden />}
                  <span>{table.value}</span>
                </UnstyledButton>
                <Tooltip label={t('Look into it')}>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={24}
                    aria-label={t('Look into {{name}}', { name: table.value })}
                    onClick={() => onPreview(table.value)}
                  >
                    <IconEye size={16} stroke={1.5} />
                  </ActionIcon>
                </Tooltip>
              </div>
              {open.has(table.value) && <Columns tab={tab} table={table.value} onInsert={onInsert} />}
            </li>
          ))}
        </ul>
      )}
    </aside>
  )
}
