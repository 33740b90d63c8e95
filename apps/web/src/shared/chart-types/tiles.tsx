import type { ChartDefinition } from '@coset/chart-kit'
import { Tooltip, UnstyledButton } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import { TypePicture } from './picture.tsx'
import classes from './types.module.css'

interface Props {
  readonly title: string
  readonly types: readonly ChartDefinition[]
  /** The type that is chosen. */
  readonly current: string | null
  readonly onPick: (definition: ChartDefinition) => void
}

/** Chart types to choose from, each with its picture and, on pointing, what it is for. */
export const TypeTiles = ({ title, types, current, onPick }: Props) => {
  if (types.length === 0) return null
  return (
    <section aria-label={title}>
      <h2 className={classes['title']}>{title}</h2>
      <ul className={classes['tiles']}>
        {types.map((definition) => (
          <li key={definition.vizType}>
            <Tooltip label={t(definition.description)} multiline maw={260}>
              <UnstyledButton className={classes['tile'] ?? ''} aria-pressed={definition.vizType === current} onClick={() => onPick(definition)}>
                <TypePicture vizType={definition.vizType} category={definition.category} width={48} />
                <span>{t(definition.name)}</span>
              </UnstyledButton>
            </Tooltip>
          </li>
        ))}
      </ul>
    </section>
  )
}
