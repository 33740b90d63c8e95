import { Group, SegmentedControl, Select, TextInput, VisuallyHidden } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconLayoutGrid, IconList, IconSearch } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import { t } from '../../session/i18n.ts'
import type { ListedProps } from './listed.ts'
import classes from './resource-list.module.css'
import type { ListRow } from './types.ts'
import type { View } from './view.ts'

interface Props<Row extends ListRow> extends Pick<ListedProps<Row>, 'spec' | 'state' | 'change'> {
  readonly view: View
  readonly onView: (view: View) => void
}

const choice = (label: string, Icon: typeof IconList) => (
  <>
    <Icon size={18} stroke={1.5} className={classes['view'] ?? ''} aria-hidden />
    <VisuallyHidden>{label}</VisuallyHidden>
  </>
)

/** Search, filters, and how the list is shown. */
export const Tools = <Row extends ListRow>({ spec, state, change, view, onView }: Props<Row>) => {
  const [typed, setTyped] = useState(state.search)
  const search = useDebouncedCallback((text: string) => change({ search: text }), 200)
  return (
    <Group gap="xs" className={classes['tools'] ?? ''}>
      <TextInput
        className={classes['search'] ?? ''}
        aria-label={spec.search.label}
        placeholder={spec.search.label}
        leftSection={<IconSearch size={16} />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          search(event.currentTarget.value)
        }}
      />
      {spec.facets.map((facet) =>
        facet.control === undefined ? (
          <Select
            key={facet.key}
            aria-label={facet.label}
            placeholder={facet.label}
            data={[...facet.choices]}
            value={state.facets[facet.key] ?? null}
            onChange={(value) => change({ [facet.key]: value })}
            clearable
            searchable={facet.choices.length > 8}
            w={170}
          />
        ) : (
          <Fragment key={facet.key}>{facet.control(state.facets[facet.key] ?? null, (value) => change({ [facet.key]: value }))}</Fragment>
        ),
      )}
      {spec.cards !== undefined && (
        <SegmentedControl
          aria-label={t('Show as')}
          value={view}
          onChange={(value) => onView(value === 'cards' ? 'cards' : 'table')}
          data={[
            { value: 'table', label: choice(t('Table'), IconList) },
            { value: 'cards', label: choice(t('Cards'), IconLayoutGrid) },
          ]}
        />
      )}
    </Group>
  )
}
