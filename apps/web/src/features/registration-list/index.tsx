import { Code, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { Ago, momentOf } from '../../shared/moment/index.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { ApproveDialog, type Registration } from './approve-dialog.tsx'

const API = '/api/v1/security/user_registrations'
const WAITING = '/api/v1/coset/registrations'

const tell = (message: string, color: 'green' | 'red'): void => {
  notifications.show({ color, message })
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const Explained = ({ isOn }: { readonly isOn: boolean }) => (
  <Text size="sm" c="dimmed" ta="center" maw={520}>
    {t('People who asked for an account stand here until they open the link of their mail, or somebody approves or deletes them.')}{' '}
    {isOn ? t('Registration is on: the sign-in page offers it.') : t('Registration is off: nobody can ask.')}{' '}
    {isOn ? t('It is switched off by the setting') : t('It is switched on by the setting')} <Code>{`COSET_REGISTRATION=${isOn ? 'false' : 'true'}`}</Code>{' '}
    {isOn ? t('of the server.') : t('of the server, which also needs to send mail (COSET_SMTP_URL).')}
  </Text>
)

/** People who asked for an account and have not confirmed their address yet. */
export const Page = () => {
  const { sign_in: offers } = useSession()
  const client = useQueryClient()
  const [asked, setAsked] = useState<Registration | null>(null)
  const approve = async (row: Registration): Promise<void> => {
    await api.post(`${WAITING}/${row.id}/activate`)
    await client.invalidateQueries({ queryKey: ['list', API] })
    tell(t('{{name}} has an account now.', { name: row.username }), 'green')
  }
  const resend = async (row: Registration): Promise<void> => {
    try {
      await api.post(`${WAITING}/${row.id}/resend`)
      tell(t('The mail to {{address}} goes out once more.', { address: row.email }), 'green')
    } catch (error) {
      tell(sentenceOf(error), 'red')
    }
  }
  const spec: ListSpec<Registration> = {
    title: t('Registrations'),
    api: API,
    search: { col: 'username', opr: 'ct', label: t('Search user names') },
    defaultSort: { column: 'registration_date', direction: 'desc' },
    nameOf: (row) => row.username,
    canDelete: true,
    canExport: false,
    bulkDelete: false,
    deleteWarning: t('The registration is refused: no account is made, and the link of the mail is worth nothing. The person is not told, and may ask again.'),
    facets: [],
    columns: [
      { key: 'username', label: t('User name'), sort: 'username', render: (row) => row.username },
      { key: 'name', label: t('Name'), sort: 'first_name', wide: true, render: (row) => `${row.first_name} ${row.last_name}` },
      { key: 'email', label: t('E-mail'), sort: 'email', wide: true, render: (row) => row.email },
      { key: 'asked', label: t('Asked'), sort: 'registration_date', render: (row) => <Ago at={momentOf(row.registration_date)} /> },
    ],
    emptyText: <Explained isOn={offers.registration} />,
    rowActions: [
      { label: t('Approve…'), onClick: setAsked },
      { label: t('Send the mail again'), visible: () => offers.registration || offers.reset, onClick: (row) => void resend(row) },
    ],
  }
  return (
    <>
      <ResourceList spec={spec} />
      {asked !== null && <ApproveDialog registration={asked} onApprove={approve} onClose={() => setAsked(null)} />}
    </>
  )
}
