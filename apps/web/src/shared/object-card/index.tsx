import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { t } from '../../session/i18n.ts'
import { Favourite } from '../favourite/index.tsx'
import { Thumbnail } from '../thumbnail/index.tsx'
import classes from './object-card.module.css'

/** What a card shows of a dashboard or a chart. */
export interface CardFacts {
  readonly kind: 'dashboard' | 'chart'
  readonly id: number
  readonly title: string
  readonly href: string
  readonly thumbnailUrl: string
  /** Beside the star: state or type; where there is none, the last change stands there. */
  readonly badge?: ReactNode
  readonly owners?: string
  /** Under the owners. */
  readonly tags?: ReactNode
  /** `Changed 3 days ago · Ada`. */
  readonly changed: string
}

interface Props {
  readonly facts: CardFacts
  readonly isSelected?: boolean
  /** Over the picture. */
  readonly checkbox?: ReactNode
  readonly menu?: ReactNode
}

/** A dashboard or a chart as a card: picture, name, whose, since when. */
export const ObjectCard = ({ facts, isSelected = false, checkbox, menu }: Props) => {
  const { kind, id, href, thumbnailUrl, badge, owners, tags, changed } = facts
  const title = facts.title === '' ? t('Untitled') : facts.title
  return (
    <article className={classes['card']} aria-label={title} data-selected={isSelected || undefined}>
      <Thumbnail key={thumbnailUrl} url={thumbnailUrl} kind={kind} />
      {checkbox !== undefined && <span className={classes['checkbox']}>{checkbox}</span>}
      <div className={classes['body']}>
        <Link to={href} className={classes['title'] ?? ''} title={title}>
          {title}
        </Link>
        {owners !== undefined && (
          <p className={classes['line']} title={owners}>
            {owners}
          </p>
        )}
        {badge !== undefined && (
          <p className={classes['line']} title={changed}>
            {changed}
          </p>
        )}
        {tags !== undefined && <div className={classes['tags']}>{tags}</div>}
        <div className={classes['foot']}>
          <span className={classes['badge']}>{badge ?? changed}</span>
          <Favourite kind={kind} id={id} name={title} />
          {menu}
        </div>
      </div>
    </article>
  )
}
