import { type ChartDefinition, type CutRows, cutRows, type FormData, type QueryResult } from '@coset/chart-kit'
import { Tooltip } from '@mantine/core'
import { IconRowRemove } from '@tabler/icons-react'
import { useMemo } from 'react'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import classes from './cut-rows.module.css'

/** What a row limit cut from what a chart shows; null: nothing. */
export const useCutRows = (definition: ChartDefinition, formData: FormData, results: readonly QueryResult[] | undefined): CutRows | null => {
  const { limits } = useSession()
  return useMemo(() => (results === undefined ? null : cutRows(definition, formData, results, limits)), [definition, formData, results, limits])
}

export const cutText = ({ rows, most }: CutRows): string =>
  most
    ? t('Shows the first {{rows}} rows, the most that the server gives; there may be more.', { rows: rows.toLocaleString('en') })
    : t('Shows the first {{rows}} rows; raise the row limit to see more.', { rows: rows.toLocaleString('en') })

/** Says beside a chart's title that rows were cut. */
export const CutMark = ({ cut }: { readonly cut: CutRows }) => {
  const text = cutText(cut)
  return (
    <Tooltip label={text} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what it says must be reachable with the keyboard */}
      <span className={classes['mark']} role="note" aria-label={text} tabIndex={0} data-cut-rows={cut.rows}>
        <IconRowRemove size={14} stroke={1.5} aria-hidden />
        {t('first {{rows}}', { rows: cut.rows.toLocaleString('en') })}
      </span>
    </Tooltip>
  )
}
