import { CATEGORICAL_SCHEMES } from '@coset/chart-kit'
import { Button, Collapse, Select, SimpleGrid, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { CodeEditor } from '../code-editor/index.tsx'
import { json } from '../code-editor/languages.ts'
import { FormDialog } from '../form-dialog/index.tsx'
import { choicesOf, idsOf } from '../form-dialog/names.tsx'
import { type Choice, RemoteMultiSelect, relatedSource } from '../remote-select/index.tsx'
import { TAG_FIELDS, TagsField } from '../tags/field.tsx'
import type { Tag } from '../tags/tags.ts'
import { INTERVALS, intervalText } from './intervals.ts'
import { Loaded } from './load.tsx'
import { metadataOf, refreshSeconds, slugText, withMember } from './metadata.ts'
import { CertificationFields, labelsOf, leavingWords, OwnersField, type PersonRow, peopleChoices, sameChoices, textOrNull, useLeaves } from './parts.tsx'
import { useSaving } from './use-saving.ts'

const ownersSource = relatedSource('/api/v1/dashboard/related/owners')
const rolesSource = relatedSource('/api/v1/dashboard/related/roles')

const FIELDS = ['dashboard_title', 'slug', 'owners', 'roles', 'certified_by', 'certification_details', 'published', 'json_metadata', ...TAG_FIELDS]

interface Row {
  readonly id: number
  readonly dashboard_title: string
  readonly slug: string | null
  readonly published: boolean
  readonly json_metadata: string | null
  readonly certified_by: string | null
  readonly certification_details: string | null
  readonly changed_on_ms: number
  readonly owners?: readonly PersonRow[]
  readonly roles?: readonly { readonly id: number; readonly name: string }[]
  readonly tags?: readonly Tag[]
}

const valuesOf = (row: Row) => ({
  title: row.dashboard_title,
  slug: row.slug ?? '',
  owners: peopleChoices(row.owners ?? []),
  roles: choicesOf(row.roles ?? []),
  certifiedBy: row.certified_by ?? '',
  details: row.certification_details ?? '',
  published: row.published,
  metadata: row.json_metadata ?? '',
})
type Values = ReturnType<typeof valuesOf>

/** Fields that differ, as the API takes them. */
const bodyOf = (before: Values, now: Values): Readonly<Record<string, unknown>> => ({
  ...(now.title === before.title ? {} : { dashboard_title: now.title }),
  ...(now.slug === before.slug ? {} : { slug: textOrNull(slugText(now.slug)) }),
  ...(sameChoices(now.owners, before.owners) ? {} : { owners: idsOf(now.owners) }),
  ...(sameChoices(now.roles, before.roles) ? {} : { roles: idsOf(now.roles) }),
  ...(now.certifiedBy === before.certifiedBy ? {} : { certified_by: textOrNull(now.certifiedBy) }),
  ...(now.details === before.details ? {} : { certification_details: textOrNull(now.details) }),
  ...(now.published === before.published ? {} : { published: now.published }),
  ...(now.metadata === before.metadata ? {} : { json_metadata: now.metadata.trim() === '' ? '{}' : now.metadata }),
})

const toldOf = (values: Values) => ({ ...values, owners: labelsOf(values.owners), roles: labelsOf(values.roles) })

const labels = () => ({
  title: t('Title'),
  slug: t('Slug'),
  owners: t('Owners'),
  roles: t('Roles'),
  certifiedBy: t('Certified by'),
  details: t('Certification details'),
  published: t('Published'),
  metadata: t('Settings'),
})

const rolesWords = (roles: readonly Choice[], published: boolean): string => {
  if (roles.length === 0) return t('Without roles, whoever may see data of its charts sees it once it is published.')
  const shown = t('Only these roles, its owners and administrators see it, and its charts are lent to them: they see their data without a permission on it.')
  return published ? shown : `${shown} ${t('It is a draft: publish it, or they see nothing of it.')}`
}

interface Props {
  readonly id: number
  readonly onClose: () => void
  readonly onSaved: () => void
}

const Form = ({ row, onClose, onSaved }: Omit<Props, 'id'> & { readonly row: Row }) => {
  const session = useSession()
  const [before] = useState(() => valuesOf(row))
  const [now, setNow] = useState(before)
  const { tags, setTags, save: saveOver } = useSaving('dashboard', row)
  const [raw, setRaw] = useState(false)
  const set = (change: Partial<Values>): void => setNow((old) => ({ ...old, ...change }))
  const leaves = useLeaves(before.owners, now.owners)
  const metadata = metadataOf(now.metadata)
  const broken = metadata === null ? t('This is no JSON object.') : undefined
  const seconds = refreshSeconds(metadata ?? {})
  const scheme = String(metadata?.['color_scheme'] ?? '')
  const slug = slugText(now.slug)
  const member = (key: string, value: unknown): void => set({ metadata: withMember(now.metadata, key, value) })
  const save = async (): Promise<'saved' | 'theirs'> => {
    if (broken !== undefined) {
      setRaw(true)
      throw new Error(t('Settings (json_metadata): {{error}}', { error: broken }))
    }
    return saveOver({ body: bodyOf(before, now), before: toldOf(before), now: toldOf(now), labels: labels() })
  }
  const asksFirst = leaves && session.user?.is_admin === true
  return (
    <FormDialog
      title={t('Properties of the dashboard')}
      size="xl"
      fields={FIELDS}
      save={save}
      review={() => Promise.resolve(leavingWords(asksFirst, now.owners))}
      onClose={onClose}
      onSaved={onSaved}
    >
      {(errors) => {
        const metadataError = broken ?? errors['json_metadata']
        return (
          <>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TextInput
                label={t('Title')}
                data-autofocus
                maxLength={500}
                value={now.title}
                error={errors['dashboard_title']}
                onChange={(event) => set({ title: event.currentTarget.value })}
              />
              <TextInput
                label={t('Slug')}
                description={
                  slug === '' ? t('A readable address of its own; empty: its number.') : t('Address: {{address}}', { address: `/superset/dashboard/${slug}/` })
                }
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                maxLength={255}
                value={now.slug}
                error={errors['slug']}
                onChange={(event) => set({ slug: event.currentTarget.value })}
              />
            </SimpleGrid>
            <OwnersField source={ownersSource} value={now.owners} leaves={leaves} errors={errors} onChange={(owners) => set({ owners })} />
            <RemoteMultiSelect
              label={t('Roles')}
              description={rolesWords(now.roles, now.published)}
              source={rolesSource}
              value={now.roles}
              error={errors['roles']}
              onChange={(roles) => set({ roles })}
            />
            <Switch
              label={t('Published')}
              description={t('A draft is seen by its owners and administrators alone.')}
              checked={now.published}
              error={errors['published']}
              onChange={(event) => set({ published: event.currentTarget.checked })}
            />
            <CertificationFields
              by={now.certifiedBy}
              details={now.details}
              errors={errors}
              onBy={(certifiedBy) => set({ certifiedBy })}
              onDetails={(details) => set({ details })}
            />
            {session.allows('can_write', 'Tag') && <TagsField value={tags} error={errors['objects_to_tag'] ?? errors['properties']} onChange={setTags} />}
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Select
                label={t('Refreshes by itself')}
                description={t('Asks all charts again while the page is visible.')}
                disabled={metadata === null}
                allowDeselect={false}
                data={[...new Set([...INTERVALS, seconds])].sort((a, b) => a - b).map((one) => ({ value: String(one), label: intervalText(one) }))}
                value={String(seconds)}
                onChange={(next) => next !== null && member('refresh_frequency', Number(next))}
              />
              <Select
                label={t('Colour scheme')}
                description={t('For all of its charts; empty: each its own.')}
                disabled={metadata === null}
                clearable
                searchable
                data={[...new Set([...CATEGORICAL_SCHEMES, ...(scheme === '' ? [] : [scheme])])]}
                value={scheme === '' ? null : scheme}
                nothingFoundMessage={t('Nothing found')}
                onChange={(next) => member('color_scheme', next ?? undefined)}
              />
            </SimpleGrid>
            <Button variant="subtle" aria-expanded={raw} style={{ alignSelf: 'start' }} onClick={() => setRaw(!raw)}>
              {raw ? t('Hide all settings') : t('All settings (json_metadata)')}
            </Button>
            <Collapse expanded={raw || errors['json_metadata'] !== undefined}>
              <CodeEditor
                label={t('Settings (json_metadata)')}
                language={json}
                hint={'{"refresh_frequency": 30}'}
                value={now.metadata}
                error={metadataError}
                onChange={(text) => set({ metadata: text })}
              />
            </Collapse>
          </>
        )
      }}
    </FormDialog>
  )
}

/** What a dashboard is besides its content: whose, for whom, where, and how it is certified. */
export const DashboardProperties = ({ id, onClose, onSaved }: Props) => (
  <Loaded<Row> title={t('Properties of the dashboard')} path={`/api/v1/dashboard/${id}`} onClose={onClose}>
    {(row) => <Form row={row} onClose={onClose} onSaved={onSaved} />}
  </Loaded>
)
