import type { FilterDivider } from '@coset/chart-kit/dashboard'
import { Tooltip } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import classes from './filters.module.css'

/** A heading between filters; its description on demand. */
export const DividerMark = ({ divider }: { readonly divider: FilterDivider }) => (
  <span className={classes['divider']}>
    {divider.title}
    {divider.description !== undefined && divider.description !== '' && (
      <Tooltip label={divider.description} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
        <IconInfoCircle size={14} stroke={1.5} tabIndex={0} role="img" aria-label={divider.description} />
      </Tooltip>
    )}
  </span>
)
