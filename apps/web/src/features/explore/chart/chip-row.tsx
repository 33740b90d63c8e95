import { UnstyledButton } from '@mantine/core'
import { t } from '../../../session/i18n.ts'
import classes from './chart.module.css'
import type { Chip } from './chips.ts'

const WORDS: Readonly<Record<Chip['what'], string>> = { what: 'Show', by: 'by', where: 'where', when: 'when', limit: 'at most' }

/** The query in words; each part leads to its control. */
export const ChipRow = ({ chips, onOpen }: { readonly chips: readonly Chip[]; readonly onOpen: (key: string) => void }) => (
  <ul className={classes['chips']} aria-label={t('The query')}>
    {chips.map((chip, index) => (
      <li key={`${chip.what}:${chip.key}:${index}`}>
        <UnstyledButton className={classes['chip'] ?? ''} onClick={() => onOpen(chip.key)} title={chip.text}>
          <span className={classes['word']}>{t(WORDS[chip.what])}</span>
          <span className={classes['text']}>{chip.text}</span>
        </UnstyledButton>
      </li>
    ))}
  </ul>
)
