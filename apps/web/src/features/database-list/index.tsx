import { Badge, Button, Group, Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { ImportDialog } from '../../shared/import-dialog/index.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { DatabaseForm } from './database-form.tsx'
import { UploadForm } from './upload-form.tsx'
import { FORMATS, uploadFormat } from './upload-values.ts'

interface Database {
  readonly id: number
  readonly database_name: string
  readonly backend: string
  readonly allow_dml: boolean
  readonly expose_in_sqllab: boolean
  readonly changed_on_delta_humanized: string
}

const yes = (on: boolean) => <Badge variant="default">{on ? t('Yes') : t('No')}</Badge>

const UploadMenu = ({ onChoose }: { readonly onChoose: (format: string) => void }) => (
  <Menu position="bottom-end">
    <Menu.Target>
      <Button variant="default">{t('Upload file')}</Button>
    </Menu.Target>
    <Menu.Dropdown>
      {Object.entries(FORMATS).map(([format, { title }]) => (
        <Menu.Item key={format} onClick={() => onChoose(format)}>
          {t(title)}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
)

/** Connected databases. */
export const Page = () => {
  const session = useSession()
  const client = useQueryClient()
  const [parameters, setParameters] = useSearchParams()
  const [importing, setImporting] = useState(false)
  const [editing, setEditing] = useState<number | null>(null)
  const writes = session.allows('can_write', 'Database')
  const uploads = session.allows('can_upload', 'Database')
  const uploading = uploads ? uploadFormat(parameters.get('upload')) : null
  const adding = writes && parameters.get('new') === '1'
  const reload = (): void => void client.invalidateQueries({ queryKey: ['list', '/api/v1/database'] })
  const close = (): void => {
    setEditing(null)
    setParameters({}, { replace: true })
  }
  const spec: ListSpec<Database> = {
    title: t('Databases'),
    api: '/api/v1/database',
    search: { col: 'database_name', opr: 'ct', label: t('Search databases') },
    defaultSort: { column: 'database_name', direction: 'asc' },
    nameOf: (row) => row.database_name,
    canDelete: writes,
    canExport: session.allows('can_export', 'Database'),
    bulkDelete: false,
    deleteWarning: t('Only the connection is forgotten; the database itself is not touched. A database that datasets use cannot be deleted.'),
    facets: [],
    columns: [
      { key: 'name', label: t('Name'), sort: 'database_name', render: (row) => row.database_name },
      { key: 'backend', label: t('Engine'), render: (row) => row.backend },
      { key: 'lab', label: t('In SQL Lab'), sort: 'expose_in_sqllab', wide: true, render: (row) => yes(row.expose_in_sqllab) },
      { key: 'dml', label: t('Writes allowed'), sort: 'allow_dml', wide: true, render: (row) => yes(row.allow_dml) },
      { key: 'changed', label: t('Changed'), sort: 'changed_on_delta_humanized', wide: true, render: (row) => row.changed_on_delta_humanized },
    ],
    rowActions: writes ? [{ label: t('Edit'), onClick: (row) => setEditing(row.id) }] : [],
    headerActions: (
      <Group gap="xs" justify="flex-end">
        {uploads && <UploadMenu onChoose={(upload) => setParameters({ upload }, { replace: true })} />}
        {writes && (
          <Button variant="default" onClick={() => setImporting(true)}>
            {t('Import')}
          </Button>
        )}
        {writes && <Button onClick={() => setParameters({ new: '1' }, { replace: true })}>{t('Connect a database')}</Button>}
      </Group>
    ),
    emptyAction: writes && (
      <Button variant="light" onClick={() => setParameters({ new: '1' }, { replace: true })}>
        {t('Connect the first one')}
      </Button>
    ),
  }
  return (
    <>
      <ResourceList spec={spec} />
      {importing && <ImportDialog kind="database" title={t('Import databases')} onClose={() => setImporting(false)} onDone={reload} />}
      {uploading !== null && <UploadForm format={uploading} onClose={close} onSaved={close} />}
      {(adding || editing !== null) && (
        <DatabaseForm
          id={editing}
          onClose={close}
          onSaved={() => {
            reload()
            close()
          }}
        />
      )}
    </>
  )
}
