import { NumberInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { FormDialog } from '../form-dialog/index.tsx'
import { idsOf } from '../form-dialog/names.tsx'
import { relatedSource } from '../remote-select/index.tsx'
import { TAG_FIELDS, TagsField } from '../tags/field.tsx'
import type { Tag } from '../tags/tags.ts'
import { Loaded } from './load.tsx'
import { CertificationFields, labelsOf, leavingWords, OwnersField, type PersonRow, peopleChoices, sameChoices, textOrNull, useLeaves } from './parts.tsx'
import { useSaving } from './use-saving.ts'

const ownersSource = relatedSource('/api/v1/chart/related/owners')
const FIELDS = ['slice_name', 'description', 'owners', 'certified_by', 'certification_details', 'cache_timeout', ...TAG_FIELDS]

interface Row {
  readonly id: number
  readonly slice_name: string
  readonly description: string | null
  readonly cache_timeout: number | null
  readonly certified_by: string | null
  readonly certification_details: string | null
  readonly changed_on_ms: number
  readonly owners?: readonly PersonRow[]
  readonly tags?: readonly Tag[]
}

const valuesOf = (row: Row) => ({
  name: row.slice_name,
  description: row.description ?? '',
  owners: peopleChoices(row.owners ?? []),
  certifiedBy: row.certified_by ?? '',
  details: row.certification_details ?? '',
  timeout: row.cache_timeout,
})
type Values = ReturnType<typeof valuesOf>

/** Fields that differ, as the API takes them. */
const bodyOf = (before: Values, now: Values): Readonly<Record<string, unknown>> => ({
  ...(now.name === before.name ? {} : { slice_name: now.name }),
  ...(now.description === before.description ? {} : { description: textOrNull(now.description) }),
  ...(sameChoices(now.owners, before.owners) ? {} : { owners: idsOf(now.owners) }),
  ...(now.certifiedBy === before.certifiedBy ? {} : { certified_by: textOrNull(now.certifiedBy) }),
  ...(now.details === before.details ? {} : { certification_details: textOrNull(now.details) }),
  ...(now.timeout === before.timeout ? {} : { cache_timeout: now.timeout }),
})

const toldOf = (values: Values) => ({ ...values, owners: labelsOf(values.owners) })

const labels = () => ({
  name: t('Name'),
  description: t('Description'),
  owners: t('Owners'),
  certifiedBy: t('Certified by'),
  details: t('Certification details'),
  timeout: t('Cache timeout'),
})

interface Props {
  readonly id: number
  readonly onClose: () => void
  readonly onSaved: () => void
}

const Form = ({ row, onClose, onSaved }: Omit<Props, 'id'> & { readonly row: Row }) => {
  const session = useSession()
  const [before] = useState(() => valuesOf(row))
  const [now, setNow] = useState(before)
  const { tags, setTags, save: saveOver } = useSaving('chart', row)
  const set = (change: Partial<Values>): void => setNow((old) => ({ ...old, ...change }))
  const leaves = useLeaves(before.owners, now.owners)
  const save = (): Promise<'saved' | 'theirs'> => saveOver({ body: bodyOf(before, now), before: toldOf(before), now: toldOf(now), labels: labels() })
  const asksFirst = leaves && session.user?.is_admin === true
  return (
    <FormDialog
      title={t('Properties of the chart')}
      fields={FIELDS}
      save={save}
      review={() => Promise.resolve(leavingWords(asksFirst, now.owners))}
      onClose={onClose}
      onSaved={onSaved}
    >
      {(errors) => (
        <>
          <TextInput
            label={t('Name')}
            data-autofocus
            maxLength={250}
            value={now.name}
            error={errors['slice_name']}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Textarea
            label={t('Description')}
            description={t('Markdown; dashboards show it with the chart.')}
            autosize
            minRows={3}
            maxRows={10}
            value={now.description}
            error={errors['description']}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
          <OwnersField source={ownersSource} value={now.owners} leaves={leaves} errors={errors} onChange={(owners) => set({ owners })} />
          <CertificationFields
            by={now.certifiedBy}
            details={now.details}
            errors={errors}
            onBy={(certifiedBy) => set({ certifiedBy })}
            onDetails={(details) => set({ details })}
          />
          <NumberInput
            label={t('Cache timeout')}
            description={t('Seconds that answers are kept; −1: never kept; empty: as the dataset says.')}
            min={-1}
            max={2_147_483_647}
            allowDecimal={false}
            value={now.timeout ?? ''}
            error={errors['cache_timeout']}
            onChange={(value) => set({ timeout: typeof value === 'number' ? value : null })}
          />
          {session.allows('can_write', 'Tag') && <TagsField value={tags} error={errors['objects_to_tag'] ?? errors['properties']} onChange={setTags} />}
        </>
      )}
    </FormDialog>
  )
}

/** What a chart is besides its settings: whose, how it is certified, how long its answers are kept. */
export const ChartProperties = ({ id, onClose, onSaved }: Props) => (
  <Loaded<Row> title={t('Properties of the chart')} path={`/api/v1/chart/${id}`} onClose={onClose}>
    {(row) => <Form row={row} onClose={onClose} onSaved={onSaved} />}
  </Loaded>
)
