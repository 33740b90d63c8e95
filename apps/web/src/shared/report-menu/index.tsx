import { Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconMail, IconMailCog } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { chosenMasks } from './masks.ts'

/** What is reported on, as one sees it now. */
export interface ReportSubject {
  readonly kind: 'dashboard' | 'chart'
  readonly id: number
  /** Filters by their masks, and open tabs, of a dashboard. */
  readonly dataMask?: Readonly<Record<string, unknown>>
  readonly tabs?: readonly string[]
}

const LIST = '/api/v1/report/'

/** How many reports of mine are about it. */
const useMine = ({ kind, id }: ReportSubject, isAsked: boolean): number => {
  const { user } = useSession()
  const filters = [
    { col: `${kind}_id`, opr: 'eq', value: id },
    { col: 'owners', opr: 'rel_m_m', value: user?.id ?? 0 },
  ]
  const { data } = useQuery({
    queryKey: ['report', 'mine', kind, id],
    queryFn: ({ signal }) => api.get<{ count: number }>(LIST, { q: { columns: ['id'], filters, page: 0, page_size: 1 }, signal }),
    enabled: isAsked,
  })
  return data?.count ?? 0
}

/** The form with what one sees filled in; tabs and filters travel as a lasting link. */
const addressFor = async ({ kind, id, dataMask: masks = {}, tabs = [] }: ReportSubject): Promise<string> => {
  const dataMask = chosenMasks(masks)
  const address = `/report/add?${kind}=${id}`
  if (kind === 'chart' || (Object.keys(dataMask).length === 0 && tabs.length === 0)) return address
  const { key } = await api.post<{ key: string }>(`/api/v1/dashboard/${id}/permalink`, { body: { dataMask, activeTabs: tabs } })
  return `${address}&permalink=${encodeURIComponent(key)}`
}

const told = (error: unknown): void => {
  notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
}

/** Entries of a dashboard's or chart's menu about its reports; nothing for those who may not have any. */
export const ReportItems = ({ subject }: { readonly subject: ReportSubject }) => {
  const session = useSession()
  const navigate = useNavigate()
  const isAllowed = session.user !== null && session.allows('can_write', 'ReportSchedule')
  const mine = useMine(subject, isAllowed)
  if (!isAllowed) return null
  return (
    <>
      <Menu.Item leftSection={<IconMail size={16} stroke={1.5} />} onClick={() => void addressFor(subject).then(navigate).catch(told)}>
        {t('Schedule e-mail report')}
      </Menu.Item>
      {mine > 0 && (
        <Menu.Item
          leftSection={<IconMailCog size={16} stroke={1.5} />}
          component={Link}
          to={`/report/list/?${subject.kind}=${subject.id}&owner=${session.user?.id ?? 0}`}
        >
          {mine === 1 ? t('Manage my report') : t('Manage my {{count}} reports', { count: mine })}
        </Menu.Item>
      )}
    </>
  )
}
