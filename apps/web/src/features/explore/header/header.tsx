import type { DatasetHints } from '@coset/chart-kit'
import { ActionIcon, Badge, Button, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp, IconRosetteDiscountCheck } from '@tabler/icons-react'
import { Link } from 'react-router'
import { t } from '../../../session/i18n.ts'
import { Favourite } from '../../../shared/favourite/index.tsx'
import { Mark } from '../../../shared/mark/index.tsx'
import type { Picture } from '../chart/use-run.ts'
import { isQuestion } from '../source.ts'
import type { Loaded } from '../types.ts'
import classes from './header.module.css'
import { ChartMenu } from './menu.tsx'

interface Props {
  readonly loaded: Loaded
  readonly name: string
  readonly onName: (name: string) => void
  readonly canRename: boolean
  readonly canSave: boolean
  readonly isChanged: boolean
  readonly missing: number
  readonly picture: Picture | null
  readonly hints: DatasetHints
  readonly undo: (() => void) | null
  readonly redo: (() => void) | null
  readonly onSave: () => void
  readonly onSql: () => void
  readonly canRemember: boolean
  readonly onRestored: () => Promise<void>
}

/** The title row: name, state, what can be done. */
export const Header = (props: Props) => {
  const { loaded, name, onName, canRename, canSave, isChanged, missing, picture, hints, undo, redo, onSave, onSql, canRemember, onRestored } = props
  const { slice, dataset, metadata } = loaded
  return (
    <header className={classes['header']}>
      <div className={classes['titles']}>
        <h1 className="coset-visually-hidden">{name === '' ? t('New chart') : name}</h1>
        <input
          className={classes['name']}
          aria-label={t('Name of the chart')}
          placeholder={t('New chart')}
          value={name}
          readOnly={!canRename}
          maxLength={250}
          onChange={(event) => onName(event.currentTarget.value)}
        />
        <div className={classes['meta']}>
          {isQuestion(dataset) ? <span>{dataset.table_name}</span> : <Link to={`/dataset/${dataset.id}`}>{dataset.table_name}</Link>}
          {metadata !== null && <span className={classes['when']}>{t('changed {{when}}', { when: metadata.changed_on_humanized })}</span>}
          {slice?.certified_by && (
            <Tooltip label={slice.certification_details || t('Certified by {{name}}', { name: slice.certified_by })}>
              <span>
                <Mark tone="good" icon={<IconRosetteDiscountCheck size={14} stroke={1.5} />}>
                  {t('Certified')}
                </Mark>
              </span>
            </Tooltip>
          )}
          {isQuestion(dataset) && (
            <Badge size="sm" variant="default">
              {t('Query, not a dataset')}
            </Badge>
          )}
          {isChanged && (
            <Badge size="sm" variant="default">
              {t('Unsaved')}
            </Badge>
          )}
        </div>
      </div>
      <div className={classes['actions']}>
        <span className={classes['steps']}>
          <Tooltip label={t('Undo')}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('Undo')} disabled={undo === null} onClick={() => undo?.()}>
              <IconArrowBackUp size={18} stroke={1.5} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('Redo')}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('Redo')} disabled={redo === null} onClick={() => redo?.()}>
              <IconArrowForwardUp size={18} stroke={1.5} />
            </ActionIcon>
          </Tooltip>
        </span>
        {slice !== null && <Favourite kind="chart" id={slice.slice_id} name={slice.slice_name} />}
        <ChartMenu
          loaded={loaded}
          name={name}
          isChanged={isChanged}
          picture={picture}
          hints={hints}
          onSql={onSql}
          onRestored={canRemember ? onRestored : null}
        />
        {canSave && (
          <Button onClick={onSave} disabled={missing > 0} variant={isChanged || slice === null ? 'filled' : 'default'}>
            {t('Save')}
          </Button>
        )}
      </div>
    </header>
  )
}
