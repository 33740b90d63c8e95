import { Button, Code } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { Names } from '../../shared/form-dialog/names.tsx'
import { useEditing } from '../../shared/form-dialog/use-editing.ts'
import { ImportButton } from '../../shared/import-dialog/button.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { type Rule, RuleForm, tableName } from './rule-form.tsx'

const API = '/api/v1/rowlevelsecurity'

/** Which rows of a dataset whose roles see. */
export const Page = () => {
  const session = useSession()
  const { editing, edit, add, close, saved } = useEditing<Rule>(API)
  const writes = session.allows('can_write', 'Row Level Security')
  const spec: ListSpec<Rule> = {
    title: t('Row-level security'),
    api: API,
    search: { col: 'name', opr: 'ct', label: t('Search rules') },
    defaultSort: { column: 'name', direction: 'asc' },
    nameOf: (row) => row.name,
    canDelete: writes,
    canExport: true,
    bulkDelete: true,
    deleteWarning: t('The people whom it bound see all rows at once, as far as no other rule holds.'),
    facets: [
      {
        key: 'type',
        label: t('Type'),
        choices: [
          { value: 'Regular', label: t('Regular') },
          { value: 'Base', label: t('Base') },
        ],
        toFilter: (value) => ({ col: 'filter_type', opr: 'eq', value }),
      },
    ],
    columns: [
      { key: 'name', label: t('Name'), sort: 'name', render: (row) => row.name },
      { key: 'type', label: t('Type'), sort: 'filter_type', render: (row) => t(row.filter_type) },
      {
        key: 'tables',
        label: t('Datasets'),
        wide: true,
        render: (row) => <Names of={row.tables.map((table) => ({ id: table.id, name: tableName(table) }))} />,
      },
      { key: 'roles', label: t('Roles'), wide: true, render: (row) => <Names of={row.roles} /> },
      { key: 'clause', label: t('Condition'), sort: 'clause', wide: true, render: (row) => <Code>{row.clause}</Code> },
      { key: 'group', label: t('Group key'), sort: 'group_key', wide: true, render: (row) => row.group_key ?? '' },
      { key: 'changed', label: t('Changed'), sort: 'changed_on_delta_humanized', wide: true, render: (row) => row.changed_on_delta_humanized },
    ],
    rowActions: writes ? [{ label: t('Edit'), onClick: edit }] : [],
    headerActions: writes && (
      <>
        <ImportButton kind="rowlevelsecurity" title={t('Import rules')} api={API} />
        <Button onClick={add}>{t('Add a rule')}</Button>
      </>
    ),
    emptyAction: writes && (
      <Button variant="light" onClick={add}>
        {t('Add the first one')}
      </Button>
    ),
  }
  return (
    <>
      <ResourceList spec={spec} />
      {editing !== null && <RuleForm rule={editing.row} onClose={close} onSaved={saved} />}
    </>
  )
}
