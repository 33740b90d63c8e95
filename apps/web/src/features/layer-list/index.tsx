import { Button } from '@mantine/core'
import { Link } from 'react-router'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { useEditing } from '../../shared/form-dialog/use-editing.ts'
import { ImportButton } from '../../shared/import-dialog/button.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { type Layer, LayerForm } from './layer-form.tsx'

const API = '/api/v1/annotation_layer'

/** Layers of annotations, which charts may show. */
export const Page = () => {
  const session = useSession()
  const { editing, edit, add, close, saved } = useEditing<Layer>(API)
  const writes = session.allows('can_write', 'Annotation')
  const spec: ListSpec<Layer> = {
    title: t('Annotation layers'),
    api: API,
    search: { col: 'name', opr: 'ct', label: t('Search layers') },
    defaultSort: { column: 'name', direction: 'asc' },
    nameOf: (row) => row.name,
    canDelete: writes,
    canExport: true,
    bulkDelete: true,
    deleteWarning: t('Only an empty layer can be deleted: delete its annotations first.'),
    facets: [],
    columns: [
      { key: 'name', label: t('Name'), sort: 'name', render: (row) => <Link to={`/annotationlayer/${row.id}/annotation`}>{row.name}</Link> },
      { key: 'description', label: t('Description'), sort: 'descr', wide: true, render: (row) => row.descr },
      { key: 'changed', label: t('Changed'), sort: 'changed_on_delta_humanized', wide: true, render: (row) => row.changed_on_delta_humanized },
    ],
    rowActions: writes ? [{ label: t('Edit'), onClick: edit }] : [],
    headerActions: writes && (
      <>
        <ImportButton kind="annotation_layer" title={t('Import annotation layers')} api={API} />
        <Button onClick={add}>{t('Add a layer')}</Button>
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
      {editing !== null && <LayerForm layer={editing.row} onClose={close} onSaved={saved} />}
    </>
  )
}
