import { type MenuPage, PAGES } from '@coset/contract/pages'
import { ActionIcon, Avatar, Menu, Tooltip, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import {
  IconBookmarks,
  IconChartBar,
  IconDatabase,
  IconFileTypeCss,
  IconFilterCog,
  IconHistory,
  IconHome,
  IconLayoutDashboard,
  IconListDetails,
  IconLogin,
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

/** The pictures of the menus' pages; a page without one is an error of types. */
const ICONS: Readonly<Record<MenuPage['to'], typeof IconHome>> = {
  '/dashboard/list/': IconLayoutDashboard,
  '/chart/list/': IconChartBar,
  '/tablemodelview/list/': IconTable,
  '/sqllab/': IconTerminal2,
  '/databaseview/list/': IconDatabase,
  '/savedqueryview/list/': IconBookmarks,
  '/sqllab/history/': IconHistory,
  '/report/list/': IconMailForward,
  '/job/list/': IconStack2,
  '/users/': IconUsers,
  '/roles/': IconShieldLock,
  '/list_groups/': IconUsersGroup,
  '/registrations/': IconUserPlus,
  '/rowlevelsecurity/list/': IconFilterCog,
  '/superset/tags/': IconTags,
  '/annotationlayer/list/': IconTimeline,
  '/csstemplatemodelview/list/': IconFileTypeCss,
  '/theme/list/': IconPalette,
  '/actionlog/list': IconListDetails,
}

/** Addresses that belong to a page of the rail without standing under it. */
const ALSO: Readonly<Record<string, string>> = { '/dashboard/list/': '/superset/dashboard', '/sqllab/': '/savedqueryview/' }

/** Pages of a menu that somebody may open. */
const pagesIn = (session: Session, menu: MenuPage['menu']) =>
  PAGES.filter((page) => page.menu === menu && session.allows(page.permission[0], page.permission[1])).map(({ to, label }) => ({ to, label, icon: ICONS[to] }))

const Places = ({ session }: { readonly session: Session }) => {
  const { pathname } = useLocation()
  const here = (to: string): boolean =>
    to === '/'
      ? pathname === '/' || pathname.startsWith('/superset/welcome')
      : pathname.startsWith(to) || (ALSO[to] !== undefined && pathname.startsWith(ALSO[to]))
  return (
    <ul className={classes['places']}>
      {[...(session.user === null ? [] : [{ to: '/', label: 'Home', icon: IconHome }]), ...pagesIn(session, 'bar')].map(({ to, label, icon: Icon }) => (
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

const Section = ({ title, pages }: { readonly title: string; readonly pages: ReturnType<typeof pagesIn> }) => {
  const navigate = useNavigate()
  return (
    <>
      {pages.length > 0 && <Menu.Label>{title}</Menu.Label>}
      {pages.map(({ to, label, icon: Icon }) => (
        <Menu.Item key={to} leftSection={<Icon size={16} />} onClick={() => void navigate(to)}>
          {t(label)}
        </Menu.Item>
      ))}
    </>
  )
}

/** For people who are not signed in, on pages that are open to them. */
const Enter = () => {
  const { pathname, search } = useLocation()
  return (
    <Tooltip label={t('Sign in')} position="right">
      <ActionIcon
        variant="subtle"
        size="lg"
        color="gray"
        component={Link}
        to={`/login/?next=${encodeURIComponent(pathname + search)}`}
        aria-label={t('Sign in')}
      >
        <IconLogin size={20} stroke={1.5} />
      </ActionIcon>
    </Tooltip>
  )
}

const Person = ({ session }: { readonly session: Session }) => {
  const navigate = useNavigate()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { user } = session
  if (user === null) return <Enter />
  const lab = pagesIn(session, 'lab')
  const manages = pagesIn(session, 'manage')
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
        <Section title={t('SQL Lab')} pages={lab} />
        <Section title={t('Manage')} pages={manages} />
        {manages.length + lab.length > 0 && <Menu.Divider />}
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
          {session.user !== null && <Notices />}
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
