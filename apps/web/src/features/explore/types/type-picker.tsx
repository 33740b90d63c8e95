import type { ChartDefinition } from '@coset/chart-kit'
import { definitions } from '@coset/charts'
import { Modal, TextInput, Tooltip, UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { type Fields, suitedTypes } from '../../../shared/chart-types/order.ts'
import { TypePicture } from '../../../shared/chart-types/picture.tsx'
import { TypeTiles } from '../../../shared/chart-types/tiles.tsx'
import classes from '../../../shared/chart-types/types.module.css'

interface Props {
  readonly current: ChartDefinition
  readonly fields: Fields
  readonly onPick: (definition: ChartDefinition) => void
}

const FITS = 0.3

const TypeDialog = ({ current, fields, onPick, onClose }: Props & { readonly onClose: () => void }) => {
  const [words, setWords] = useState('')
  const types = suitedTypes(definitions, fields, words)
  const pick = (definition: ChartDefinition): void => {
    onPick(definition)
    onClose()
  }
  const shared = { current: current.vizType, onPick: pick }
  return (
    <Modal opened onClose={onClose} title={t('Chart type')} size="xl">
      <TextInput
        type="search"
        data-autofocus
        aria-label={t('Search chart types')}
        placeholder={t('Search by name, kind or purpose')}
        leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        mb="md"
      />
      <TypeTiles title={t('Fit your fields')} types={types.flatMap(({ definition, score }) => (score >= FITS ? [definition] : []))} {...shared} />
      <TypeTiles title={t('Need other fields')} types={types.flatMap(({ definition, score }) => (score < FITS ? [definition] : []))} {...shared} />
      {types.length === 0 && <p>{t('No chart type is called so.')}</p>}
    </Modal>
  )
}

/** The chart's type, the five that suit best, and the way to all of them. */
export const TypePicker = ({ current, fields, onPick }: Props) => {
  const [open, setOpen] = useState(false)
  const quick = suitedTypes(definitions, fields)
    .filter(({ definition }) => definition.vizType !== current.vizType)
    .slice(0, 5)
  return (
    <div className={classes['picker']}>
      <UnstyledButton className={classes['current'] ?? ''} onClick={() => setOpen(true)} aria-haspopup="dialog">
        <TypePicture vizType={current.vizType} category={current.category} width={36} />
        <span className="coset-visually-hidden">{t('Chart type')}: </span>
        <span className={classes['name']}>{t(current.name)}</span>
        <span className={classes['all']}>{t('All types')}</span>
      </UnstyledButton>
      {quick.length > 0 && (
        <ul className={classes['quick']} aria-label={t('Suiting types')}>
          {quick.map(({ definition }) => (
            <li key={definition.vizType}>
              <Tooltip label={t(definition.name)}>
                <UnstyledButton
                  className={classes['small'] ?? ''}
                  aria-label={t('Show as {{name}}', { name: t(definition.name) })}
                  onClick={() => onPick(definition)}
                >
                  <TypePicture vizType={definition.vizType} category={definition.category} width={26} />
                </UnstyledButton>
              </Tooltip>
            </li>
          ))}
        </ul>
      )}
      {open && <TypeDialog current={current} fields={fields} onPick={onPick} onClose={() => setOpen(false)} />}
    </div>
  )
}
