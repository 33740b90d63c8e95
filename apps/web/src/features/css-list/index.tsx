import { Button } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { useEditing } from '../../shared/form-dialog/use-editing.ts'
import { ImportButton } from '../../shared/import-dialog/button.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { type CssTemplate, TemplateForm } from './template-form.tsx'

const API = '/api/v1/css_template'

/** Style sheets that dashboards may start from. */
export const Page = () => {
  const session = useSession()
  const { editing, edit, add, close, saved } = useEditing<CssTemplate>(API)
  const writes = session.allows('can_write', 'CssTemplate')
  const spec: ListSpec<CssTemplate> = {
    title: t('CSS templates'),
    api: API,
    search: { col: 'template_name', opr: 'ct', label: t('Search templates') },
    defaultSort: { column: 'template_name', direction: 'asc' },
    nameOf: (row) => row.template_name,
    canDelete: writes,
    canExport: true,
    bulkDelete: true,
    deleteWarning: t('Dashboards that took their styles from it keep them.'),
    facets: [],
    columns: [
      { key: 'name', label: t('Name'), sort: 'template_name', render: (row) => row.template_name },
      {
        key: 'by',
        label: t('Changed by'),
        wide: true,
        render: (row) => (row.changed_by === null ? '' : `${row.changed_by.first_name} ${row.changed_by.last_name}`),
      },
      { key: 'changed', label: t('Changed'), sort: 'changed_on_delta_humanized', wide: true, render: (row) => row.changed_on_delta_humanized },
    ],
    rowActions: writes ? [{ label: t('Edit'), onClick: edit }] : [],
    headerActions: writes && (
      <>
        <ImportButton kind="css_template" title={t('Import CSS templates')} api={API} />
        <Button onClick={add}>{t('Add a template')}</Button>
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
      {editing !== null && <TemplateForm template={editing.row} onClose={close} onSaved={saved} />}
    </>
  )
}
