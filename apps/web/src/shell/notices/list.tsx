import { EmptyState } from '@coset/ui'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconChartBar, IconPhoto, IconTerminal2 } from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'
import { Ago } from '../../shared/moment/index.tsx'
import type { Notice, Work } from '../../shared/work/index.ts'
import classes from './notices.module.css'
import { noticeAction, noticeText } from './text.ts'

const ICONS = { chart: IconChartBar, query: IconTerminal2, picture: IconPhoto } as const

interface Props {
  readonly open: readonly Work[]
  readonly notices: readonly Notice[]
  readonly onFollow: (notice: Notice) => void
  readonly onClear: () => void
}

const Line = ({ notice, onFollow }: { readonly notice: Notice; readonly onFollow: Props['onFollow'] }) => {
  const Icon = notice.failed > 0 ? IconAlertTriangle : ICONS[notice.kind]
  return (
    <li>
      <button
        type="button"
        className={classes['line']}
        data-unread={!notice.read || undefined}
        data-failed={notice.failed > 0 || undefined}
        onClick={() => onFollow(notice)}
      >
        <Icon size={18} stroke={1.5} aria-hidden className={classes['icon'] ?? ''} />
        <span className={classes['words']}>
          {noticeText(notice)}
          <span className={classes['when']}>
            <Ago at={notice.at} /> · {noticeAction(notice)}
          </span>
        </span>
        {!notice.read && (
          <span className={classes['dot']}>
            <span className="coset-visually-hidden">{t('New')}</span>
          </span>
        )}
      </button>
    </li>
  )
}

/** What goes on and what ended, the newest first. */
export const NoticeList = ({ open, notices, onFollow, onClear }: Props) => (
  <section className={classes['list']} aria-label={t('Notices')}>
    <header className={classes['head']}>
      <h2 className={classes['heading']}>{t('Notices')}</h2>
      {notices.length > 0 && (
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onClear}>
          {t('Clear all')}
        </Button>
      )}
    </header>
    {open.length > 0 && (
      <p className={classes['open']}>
        {open.length === 1 ? t('One thing is being worked on.') : t('{{count}} things are being worked on.', { count: open.length })}
      </p>
    )}
    {notices.length === 0 ? (
      open.length === 0 && <EmptyState compact title={t('Nothing new. What you start and leave is told here when it ends.')} />
    ) : (
      <ul className={classes['lines']}>
        {notices.map((notice) => (
          <Line key={notice.id} notice={notice} onFollow={onFollow} />
        ))}
      </ul>
    )}
  </section>
)
