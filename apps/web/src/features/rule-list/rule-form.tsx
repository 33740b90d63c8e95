import { Button, Group, Input, SegmentedControl, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { choicesOf, idsOf } from '../../shared/form-dialog/names.tsx'
import { saveRowOver } from '../../shared/history/form.ts'
import { namesOf, namesOfPart } from '../../shared/history/names.ts'
import type { Snapshot } from '../../shared/history/types.ts'
import { RemoteMultiSelect, relatedSource } from '../../shared/remote-select/index.tsx'
import { SqlEditor } from '../../shared/sql-editor/index.tsx'
import { mayViewAs, ViewAsDialog } from '../../shared/view-as/index.tsx'

interface Table {
  readonly id: number
  readonly schema: string | null
  readonly table_name: string
}

export interface Rule {
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly filter_type: 'Regular' | 'Base'
  readonly tables: readonly Table[]
  readonly roles: readonly { readonly id: number; readonly name: string }[]
  readonly group_key: string | null
  readonly clause: string
  readonly changed_on_ms: number
  readonly changed_on_delta_humanized: string
}

export const tableName = ({ schema, table_name }: Table): string => (schema === null ? table_name : `${schema}.${table_name}`)

const tables = relatedSource('/api/v1/rowlevelsecurity/related/tables')
const roles = relatedSource('/api/v1/rowlevelsecurity/related/roles')
const FIELDS = ['name', 'filter_type', 'tables', 'roles', 'group_key', 'clause', 'description']

const valuesOf = (rule: Rule | null) => ({
  name: rule?.name ?? '',
  filter_type: rule?.filter_type ?? 'Regular',
  tables: choicesOf((rule?.tables ?? []).map((table) => ({ id: table.id, name: tableName(table) }))),
  roles: choicesOf(rule?.roles ?? []),
  group_key: rule?.group_key ?? '',
  clause: rule?.clause ?? '',
  description: rule?.description ?? '',
})

type Values = ReturnType<typeof valuesOf>

const toldOf = (values: Values) => ({ ...values, tables: namesOf(values.tables), roles: namesOf(values.roles) })

/** What the server keeps of a rule, as the form tells it. */
const keptOf = (current: Snapshot) => ({
  ...current.row,
  tables: namesOfPart(current, 'datasets', 'dataset_id', 'dataset'),
  roles: namesOfPart(current, 'roles', 'role_id', 'role'),
})

const labelsOf = (): Readonly<Record<string, string>> => ({
  name: t('Rule name'),
  filter_type: t('Type'),
  tables: t('Datasets'),
  roles: t('Roles'),
  clause: t('Condition (SQL)'),
  group_key: t('Group key'),
  description: t('Description'),
})

/** Adds a rule (`rule` null), or changes one. */
export const RuleForm = ({ rule, onClose, onSaved }: { readonly rule: Rule | null; readonly onClose: () => void; readonly onSaved: () => void }) => {
  const [values, setValues] = useState(() => valuesOf(rule))
  const set = (change: Partial<typeof values>): void => setValues({ ...values, ...change })
  const save = (): Promise<unknown> => {
    const body = { ...values, tables: idsOf(values.tables), roles: idsOf(values.roles), group_key: values.group_key === '' ? null : values.group_key }
    if (rule === null) return api.post('/api/v1/rowlevelsecurity/', { body })
    const { id, changed_on_ms: readOn } = rule
    return saveRowOver({ kind: 'rls', id, readOn, before: toldOf(valuesOf(rule)), after: toldOf(values), labels: labelsOf(), fieldsOf: keptOf }, (expected) =>
      api.put(`/api/v1/rowlevelsecurity/${id}`, { body: { ...body, ...expected } }),
    )
  }
  const session = useSession()
  const [viewing, setViewing] = useState(false)
  const isBase = values.filter_type === 'Base'
  return (
    <FormDialog
      title={rule === null ? t('Add a rule') : t('Edit {{name}}', { name: rule.name })}
      fields={FIELDS}
      save={save}
      onClose={onClose}
      onSaved={onSaved}
    >
      {(errors) => (
        <>
          <TextInput
            label={t('Rule name')}
            required
            data-autofocus
            maxLength={255}
            value={values.name}
            error={errors['name']}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Input.Wrapper
            label={t('Type')}
            labelElement="div"
            description={isBase ? t('Binds everybody but the people of the roles below.') : t('Binds the people of the roles below; others see all rows.')}
            error={errors['filter_type']}
          >
            <SegmentedControl
              aria-label={t('Type')}
              mt={4}
              data={[
                { value: 'Regular', label: t('Regular') },
                { value: 'Base', label: t('Base') },
              ]}
              value={values.filter_type}
              onChange={(value) => set({ filter_type: value === 'Base' ? 'Base' : 'Regular' })}
            />
          </Input.Wrapper>
          <RemoteMultiSelect
            label={t('Datasets')}
            required
            source={tables}
            value={values.tables}
            error={errors['tables']}
            onChange={(next) => set({ tables: next })}
          />
          <RemoteMultiSelect
            label={isBase ? t('Roles that see all rows') : t('Roles that it binds')}
            source={roles}
            value={values.roles}
            error={errors['roles']}
            onChange={(next) => set({ roles: next })}
          />
          <SqlEditor
            label={t('Condition (SQL)')}
            description={t('Rows for which it is true are seen; as it would stand after WHERE.')}
            hint="region = 'north'"
            value={values.clause}
            error={errors['clause']}
            onChange={(clause) => set({ clause })}
          />
          {rule !== null && mayViewAs(session) && (
            <Group gap="xs">
              <Button variant="default" size="xs" onClick={() => setViewing(true)}>
                {t('View as…')}
              </Button>
              <Text size="sm" c="dimmed">
                {t('Look at what somebody sees under the saved rule.')}
              </Text>
            </Group>
          )}
          {viewing && <ViewAsDialog person={null} onClose={() => setViewing(false)} />}
          <TextInput
            label={t('Group key')}
            description={t('Rules with the same key are alternatives: a row is seen when one of them fits. All others must fit together.')}
            maxLength={255}
            value={values.group_key}
            error={errors['group_key']}
            onChange={(event) => set({ group_key: event.currentTarget.value })}
          />
          <Textarea
            label={t('Description')}
            autosize
            value={values.description}
            error={errors['description']}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
        </>
      )}
    </FormDialog>
  )
}
