import { Modal, Table } from '@mantine/core'
import { Link } from 'react-router'
import { t } from '../../session/i18n.ts'
import { absoluteText, momentOf } from '../../shared/moment/index.tsx'
import { type AuditEvent, objectText, placeOf } from './model.ts'

const rowsOf = (event: AuditEvent): readonly (readonly [string, string])[] => {
  const at = momentOf(event.at)
  return [
    [t('When'), at === null ? event.at : absoluteText(at)],
    [t('Who'), event.user_name],
    [t('Known by'), event.via],
    [t('Action'), event.action],
    [t('On what'), objectText(event)],
    [t('Id'), event.object_id],
    [t('Status'), event.status === 0 ? '' : String(event.status)],
    [t('Address'), event.address],
    [t('Request'), event.request_id],
    [t('Details'), event.detail],
  ]
}

/** Everything that is kept of one event. */
export const Details = ({ event, onClose }: { readonly event: AuditEvent; readonly onClose: () => void }) => {
  const place = placeOf(event)
  return (
    <Modal opened onClose={onClose} title={event.action} size="lg">
      <Table variant="vertical" withRowBorders={false}>
        <Table.Tbody>
          {rowsOf(event)
            .filter(([, value]) => value !== '')
            .map(([label, value]) => (
              <Table.Tr key={label}>
                <Table.Th w={110}>{label}</Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      {place !== null && <Link to={place}>{t('Open')}</Link>}
    </Modal>
  )
}
