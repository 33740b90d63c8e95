import type { QueryFilter } from '@coset/chart-kit'
import type { Behind, MenuRequest } from '@coset/chart-kit/view'
import { Menu, Portal } from '@mantine/core'
import { IconFilter, IconFilterOff, IconSitemap, IconTable } from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'
import classes from './drill.module.css'
import type { DrilledDataset } from './subject.ts'
import type { DrillRights } from './use-rights.ts'
import { filterText } from './words.ts'

/** What stands behind the place that a menu was asked for; null: nothing in particular. */
export const behindOf = ({ behind, filters, label }: MenuRequest): Behind | null => {
  if (behind !== undefined) return behind
  return filters === undefined || filters.length === 0 ? null : { label: label ?? '', filters, by: filters }
}

interface Props {
  readonly request: MenuRequest
  /** Of the chart. */
  readonly name: string
  readonly dataset: DrilledDataset
  readonly rights: DrillRights
  /** Filtering the other charts by what is pointed at; null: not here. */
  readonly filtering: { readonly isOn: boolean; readonly toggle: () => void } | null
  readonly onDetail: (filters: readonly QueryFilter[]) => void
  readonly onBy: (behind: Behind | null) => void
  readonly onClose: () => void
}

/** What can be done with what one points at. */
export const DatumMenu = ({ request, name, dataset, rights, filtering, onDetail, onBy, onClose }: Props) => {
  const behind = behindOf(request)
  const filters = behind?.filters ?? []
  return (
    <Portal>
      <Menu opened onChange={(opened) => !opened && onClose()} position="bottom-start" width={260} withinPortal returnFocus={false} trapFocus>
        <Menu.Target>
          <button
            type="button"
            tabIndex={-1}
            className={classes['place']}
            aria-label={t('Place of the menu')}
            style={{ insetInlineStart: request.clientX, insetBlockStart: request.clientY }}
          />
        </Menu.Target>
        <Menu.Dropdown aria-label={t('What you pointed at')} onContextMenu={(event) => event.preventDefault()}>
          <Menu.Label>{behind === null || behind.label === '' ? name : behind.label}</Menu.Label>
          {filtering !== null && (
            <Menu.Item
              leftSection={filtering.isOn ? <IconFilterOff size={16} stroke={1.5} /> : <IconFilter size={16} stroke={1.5} />}
              onClick={filtering.toggle}
            >
              {filtering.isOn ? t('Remove this filter') : t('Filter the dashboard by this')}
            </Menu.Item>
          )}
          {rights.detail && (
            <Menu.Item leftSection={<IconTable size={16} stroke={1.5} />} onClick={() => onDetail(filters)}>
              {t('Drill to detail')}
            </Menu.Item>
          )}
          {rights.detail &&
            filters.length > 1 &&
            filters.map((filter, index) => (
              <Menu.Item key={index} pl={38} onClick={() => onDetail([filter])}>
                {t('only {{filter}}', { filter: filterText(filter, dataset) })}
              </Menu.Item>
            ))}
          {rights.by && (
            <Menu.Item leftSection={<IconSitemap size={16} stroke={1.5} />} onClick={() => onBy(behind)}>
              {t('Drill by…')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </Portal>
  )
}
