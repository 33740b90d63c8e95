import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { saveOver } from '../../../shared/history/conflict.tsx'
import { ownWords } from '../../../shared/history/mine.ts'
import type { Snapshot } from '../../../shared/history/types.ts'
import type { SavedFrom, Tab, TabPatch } from '../model/types.ts'
import { NameDialog } from './name-dialog.tsx'

const API = '/api/v1/saved_query/'

interface Props {
  readonly tab: Tab
  readonly onChange: (patch: TabPatch) => void
  readonly onClose: () => void
}

interface Answer {
  readonly id: number
  readonly result: { readonly changed_on_ms: number }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What somebody else made of the query, as a tab holds it. */
const tabOf = ({ row }: Snapshot, id: number): TabPatch => {
  const label = textOf(row['label'])
  const readOn = typeof row['changed_on'] === 'number' ? row['changed_on'] : null
  const schema = row['schema']
  return {
    label,
    sql: textOf(row['sql']),
    databaseId: typeof row['db_id'] === 'number' ? row['db_id'] : null,
    schema: typeof schema === 'string' ? schema : null,
    saved: { id, label, description: textOf(row['description']), readOn },
  }
}

/** Keeps the query of a tab: anew, or in place of the kept one that the tab was opened from. */
export const SaveDialog = ({ tab, onChange, onClose }: Props) => {
  const client = useQueryClient()
  const bodyOf = (label: string, description: string) => ({ label, description, sql: tab.sql, db_id: tab.databaseId, schema: tab.schema })
  const kept = async (saved: SavedFrom): Promise<void> => {
    onChange({ saved })
    await client.invalidateQueries({ queryKey: ['sql-lab', 'saved'] })
    notifications.show({ message: t('“{{name}}” is kept.', { name: saved.label }) })
  }
  const add = async (label: string, description: string): Promise<void> => {
    const { id, result } = await api.post<Answer>(API, { body: bodyOf(label, description) })
    await kept({ id, label, description, readOn: result.changed_on_ms })
  }
  const replace = async ({ id, readOn }: SavedFrom, label: string, description: string): Promise<void> => {
    const body = bodyOf(label, description)
    const saving = {
      kind: 'saved_query',
      id,
      readOn: readOn ?? undefined,
      mine: ({ row }: Snapshot) => ownWords(row, body, { label: t('Name'), description: t('Description'), sql: t('SQL'), schema: t('Schema') }),
      texts: ({ row }: Snapshot) => [{ label: t('SQL'), theirs: textOf(row['sql']), mine: body.sql }],
    } as const
    const outcome = await saveOver(saving, (expected) => api.put<Answer>(`${API}${id}`, { body: { ...body, ...expected } }))
    if (outcome.kind === 'cancelled') throw new Error(t('Nothing was saved.'))
    if (outcome.kind === 'saved') return kept({ id, label, description, readOn: outcome.answer.result.changed_on_ms })
    onChange(tabOf(outcome.current, id))
    await client.invalidateQueries({ queryKey: ['sql-lab', 'saved'] })
    notifications.show({ message: t('This is their version now') })
  }
  const { saved } = tab
  const asked = { title: t('Save the query'), label: t('Name'), note: t('Description'), onClose }
  if (saved === null) return <NameDialog {...asked} start={tab.label} action={t('Save')} onDone={add} />
  return (
    <NameDialog
      {...asked}
      start={saved.label}
      noteStart={saved.description}
      hint={t('The tab holds the kept query “{{name}}”.', { name: saved.label })}
      action={t('Save')}
      onDone={(label, description) => replace(saved, label, description)}
      other={{ action: t('Save as a new one'), onDone: add }}
    />
  )
}
