import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'
import type { ListRow, ListSpec } from './types.ts'

interface Props<Row extends ListRow> {
  readonly spec: ListSpec<Row>
  readonly row: Row
  readonly onDelete: () => void
  readonly onExport: () => void
}

/** What can be done with one row. */
export const RowMenu = <Row extends ListRow>({ spec, row, onDelete, onExport }: Props<Row>) => {
  const actions = spec.rowActions.filter((action) => action.visible?.(row) !== false)
  if (actions.length === 0 && !spec.canDelete && !spec.canExport) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('Actions for {{name}}', { name: spec.nameOf(row) })}>
          <IconDots size={18} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item key={action.label} leftSection={action.icon} onClick={() => action.onClick(row)}>
            {action.label}
          </Menu.Item>
        ))}
        {spec.canExport && <Menu.Item onClick={onExport}>{t('Export')}</Menu.Item>}
        {spec.canDelete && (
          <Menu.Item color="red" onClick={onDelete}>
            {t('Delete…')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
