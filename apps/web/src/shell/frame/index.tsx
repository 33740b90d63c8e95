import { ActionIcon, Avatar, Menu, Tooltip, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import {
  IconChartBar,
  IconDatabase,
  IconFileTypeCss,
  IconFilterCog,
  IconHome,
  IconLayoutDashboard,
  IconListDetails,
  IconLogout,
  IconMailForward,
  IconMoon,
  IconPalette,
  IconPlus,
  IconSearch,
  IconShieldLock,
  IconStack2,
  IconSun,
  IconTable,
  IconTags,
  IconTerminal2,
  IconTimeline,
  IconTrash,
  IconUser,
  IconUserPlus,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'
import { t } from '../../session/i18n.ts'
import { type Session, useSession } from '../../session/session.tsx'
import mark from '../mark.svg'
import { Notices } from '../notices/index.tsx'
import classes from './frame.module.css'

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))

const places = [
  { to: '/', label: 'Home', icon: IconHome, permission: null },
  { to: '/dashboard/list/', label: 'Dashboards', icon: IconLayoutDashboard, permission: ['can_read', 'Dashboard'] },
  { to: '/chart/list/', label: 'Charts', icon: IconChartBar, permission: ['can_read', 'Chart'] },
  { to: '/tablemodelview/list/', label: 'Datasets', icon: IconTable, permission: ['can_read', 'Dataset'] },
  { to: '/sqllab/', label: 'SQL Lab', icon: IconTerminal2, permission: ['can_read', 'SQLLab'] },
  { to: '/databaseview/list/', label: 'Databases', icon: IconDatabase, permission: ['can_write', 'Database'] },
] as const

/** What is set up and looked after, rather than looked at. */
const managed = [
  { to: '/report/list/', label: 'Alerts and reports', icon: IconMailForward, permission: ['can_read', 'ReportSchedule'] },
  { to: '/job/list/', label: 'Jobs', icon: IconStack2, permission: ['can_read', 'Job'] },
  { to: '/users/', label: 'Users', icon: IconUsers, permission: ['can_get', 'User'] },
  { to: '/roles/', label: 'Roles', icon: IconShieldLock, permission: ['can_get', 'Role'] },
  { to: '/list_groups/', label: 'Groups', icon: IconUsersGroup, permission: ['can_get', 'Group'] },
  { to: '/registrations/', label: 'Registrations', icon: IconUserPlus, permission: ['menu_access', 'User Registrations'] },
  { to: '/rowlevelsecurity/list/', label: 'Row-level security', icon: IconFilterCog, permission: ['can_read', 'Row Level Security'] },
  { to: '/superset/tags/', label: 'Tags', icon: IconTags, permission: ['can_read', 'Tag'] },
  { to: '/annotationlayer/list/', label: 'Annotation layers', icon: IconTimeline, permission: ['can_read', 'Annotation'] },
  { to: '/csstemplatemodelview/list/', label: 'CSS templates', icon: IconFileTypeCss, permission: ['can_read', 'CssTemplate'] },
  { to: '/theme/list/', label: 'Themes', icon: IconPalette, permission: ['can_read', 'Theme'] },
  { to: '/actionlog/list', label: 'Action log', icon: IconListDetails, permission: ['can_read', 'Log'] },
] as const

const Places = ({ session }: { readonly session: Session }) => {
  const { pathname } = useLocation()
  const here = (to: string): boolean =>
    to === '/'
      ? pathname === '/' || pathname.startsWith('/superset/welcome')
      : pathname.startsWith(to) || (to === '/dashboard/list/' && pathname.startsWith('/superset/dashboard'))
  return (
    <ul className={classes['places']}>
      {places
        .filter(({ permission }) => permission === null || session.allows(permission[0], permission[1]))
        .map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <Tooltip label={t(label)} position="right">
              <Link
                to={to}
                className={here(to) ? `${classes['place']} ${classes['active']}` : classes['place']}
                aria-label={t(label)}
                aria-current={here(to) ? 'page' : undefined}
              >
                <Icon size={20} stroke={1.5} aria-hidden />
              </Link>
            </Tooltip>
          </li>
        ))}
    </ul>
  )
}

const Add = ({ session }: { readonly session: Session }) => {
  const navigate = useNavigate()
  const uploads = session.allows('can_upload', 'Database')
  const writes = uploads || session.allows('can_write', 'Chart') || session.allows('can_write', 'Dataset')
  if (!writes) return null
  return (
    <Menu position="right-end">
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" color="gray" aria-label={t('New')}>
          <IconPlus size={20} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {session.allows('can_write', 'Dashboard') && <Menu.Item onClick={() => void navigate('/dashboard/list/?new=1')}>{t('Dashboard')}</Menu.Item>}
        {session.allows('can_write', 'Chart') && <Menu.Item onClick={() => void navigate('/chart/add')}>{t('Chart')}</Menu.Item>}
        {session.allows('can_write', 'Dataset') && <Menu.Item onClick={() => void navigate('/dataset/add/')}>{t('Dataset')}</Menu.Item>}
        {session.allows('can_write', 'Database') && <Menu.Item onClick={() => void navigate('/databaseview/list/?new=1')}>{t('Database')}</Menu.Item>}
        {uploads && <Menu.Label>{t('Upload file')}</Menu.Label>}
        {uploads && <Menu.Item onClick={() => void navigate('/databaseview/list/?upload=csv')}>{t('Upload CSV')}</Menu.Item>}
        {uploads && <Menu.Item onClick={() => void navigate('/databaseview/list/?upload=excel')}>{t('Upload Excel')}</Menu.Item>}
        {uploads && <Menu.Item onClick={() => void navigate('/databaseview/list/?upload=columnar')}>{t('Upload columnar file')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  )
}

const Person = ({ session }: { readonly session: Session }) => {
  const navigate = useNavigate()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { user } = session
  if (user === null) return null
  const manages = managed.filter(({ permission }) => session.allows(permission[0], permission[1]))
  return (
    <Menu position="right-end" width={220}>
      <Menu.Target>
        <UnstyledButton className={classes['person'] ?? ''}>
          <VisuallyHidden>{t('You and settings')}</VisuallyHidden>
          <Avatar size={28} color="indigo" aria-hidden name={`${user.first_name} ${user.last_name}`} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes['settings'] ?? ''}>
        <Menu.Label>
          {user.first_name} {user.last_name} · {user.username}
        </Menu.Label>
        {manages.length > 0 && <Menu.Label>{t('Manage')}</Menu.Label>}
        {manages.map(({ to, label, icon: Icon }) => (
          <Menu.Item key={to} leftSection={<Icon size={16} />} onClick={() => void navigate(to)}>
            {t(label)}
          </Menu.Item>
        ))}
        {manages.length > 0 && <Menu.Divider />}
        <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => void navigate('/trash/')}>
          {t('Trash')}
        </Menu.Item>
        <Menu.Item leftSection={<IconUser size={16} />} onClick={() => void navigate('/user_info/')}>
          {t('Profile')}
        </Menu.Item>
        <Menu.Item
          leftSection={colorScheme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
          onClick={() => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark')}
        >
          {colorScheme === 'dark' ? t('Light theme') : t('Dark theme')}
        </Menu.Item>
        <Menu.Item onClick={() => setColorScheme('auto')}>{t('Theme of the system')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} component="a" href="/logout/">
          {t('Sign out')}
        </Menu.Item>
        <Menu.Label>
          {session.app.name} {session.app.version}
        </Menu.Label>
      </Menu.Dropdown>
    </Menu>
  )
}

/** The thin rail (a bottom bar on a phone) around every page. */
export const Frame = ({ children }: { readonly children: ReactNode }) => {
  const session = useSession()
  const [searching, setSearching] = useState(false)
  const standalone = Number(new URLSearchParams(window.location.search).get('standalone') ?? 0) > 0
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setSearching(true)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  if (standalone) return <div className={classes['content']}>{children}</div>
  return (
    <div className={classes['frame']}>
      <nav className={classes['rail']} aria-label={t('Main')}>
        <img className={classes['mark']} src={mark} alt={session.app.name} width={28} height={28} />
        <Places session={session} />
        <div className={classes['foot']}>
          <Tooltip label={t('Find anything (Ctrl K)')} position="right">
            <ActionIcon variant="subtle" size="lg" color="gray" aria-label={t('Find')} onClick={() => setSearching(true)}>
              <IconSearch size={20} stroke={1.5} />
            </ActionIcon>
          </Tooltip>
          <Add session={session} />
          <Notices />
          <Person session={session} />
        </div>
      </nav>
      <div className={classes['content']}>{children}</div>
      {searching && (
        <Suspense fallback={null}>
          <Palette onClose={() => setSearching(false)} />
        </Suspense>
      )}
    </div>
  )
}
