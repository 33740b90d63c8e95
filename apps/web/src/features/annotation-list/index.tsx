import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { useEditing } from '../../shared/form-dialog/use-editing.ts'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { AnnotationForm } from './annotation-form.tsx'
import { type Annotation, ownZoneText, utcText } from './model.ts'

const Moment = ({ at }: { readonly at: string }) => (
  <time dateTime={`${at}Z`} title={ownZoneText(at)}>
    {utcText(at)}
  </time>
)

/** What happened when, in one layer. */
export const Page = () => {
  const { id = '' } = useParams()
  const session = useSession()
  const path = `/api/v1/annotation_layer/${encodeURIComponent(id)}/annotation`
  const layer = useQuery({
    queryKey: ['annotation-layer', id],
    queryFn: ({ signal }) => api.get<{ result: { name: string } }>(`/api/v1/annotation_layer/${encodeURIComponent(id)}`, { signal }),
    retry: false,
  })
  const { editing, edit, add, close, saved } = useEditing<Annotation>(path)
  const writes = session.allows('can_write', 'Annotation')
  const spec: ListSpec<Annotation> = {
    title: layer.data === undefined ? t('Annotations') : t('Annotations of {{name}}', { name: layer.data.result.name }),
    api: path,
    search: { col: 'short_descr', opr: 'annotation_all_text', label: t('Search annotations') },
    defaultSort: { column: 'start_dttm', direction: 'desc' },
    nameOf: (row) => row.short_descr,
    canDelete: writes,
    canExport: false,
    bulkDelete: true,
    deleteWarning: t('Charts that show this layer lose the mark.'),
    facets: [],
    columns: [
      { key: 'name', label: t('Name'), sort: 'short_descr', render: (row) => row.short_descr },
      { key: 'start', label: t('Start'), sort: 'start_dttm', render: (row) => <Moment at={row.start_dttm} /> },
      {
        key: 'end',
        label: t('End'),
        sort: 'end_dttm',
        wide: true,
        render: (row) => (row.end_dttm === row.start_dttm ? t('Same moment') : <Moment at={row.end_dttm} />),
      },
      { key: 'description', label: t('Description'), wide: true, render: (row) => row.long_descr },
      { key: 'changed', label: t('Changed'), sort: 'changed_on_delta_humanized', wide: true, render: (row) => row.changed_on_delta_humanized },
    ],
    tabs: (
      <Button component={Link} to="/annotationlayer/list/" variant="subtle" size="compact-sm" leftSection={<IconArrowLeft size={16} aria-hidden />} mr="auto">
        {t('All layers')}
      </Button>
    ),
    rowActions: writes ? [{ label: t('Edit'), onClick: edit }] : [],
    headerActions: writes && layer.data !== undefined && <Button onClick={add}>{t('Add an annotation')}</Button>,
    emptyAction: writes && (
      <Button variant="light" onClick={add}>
        {t('Add the first one')}
      </Button>
    ),
  }
  return (
    <>
      <ResourceList spec={spec} />
      {editing !== null && <AnnotationForm path={path} id={editing.row?.id ?? null} onClose={close} onSaved={saved} />}
    </>
  )
}
