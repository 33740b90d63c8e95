import {
  CONTROL_COLUMN,
  CONTROL_GRAIN,
  type ConfigItem,
  type ConfigKind,
  type ConfigProblem,
  GROUP_BY,
  isDisplayControl,
  isDivider,
} from '@coset/chart-kit/dashboard'
import { t } from '../../../../session/i18n.ts'

/** Types of filters as people call them, and what each does. */
export const filterTypes = (): readonly { readonly value: string; readonly label: string; readonly description: string }[] => [
  { value: 'filter_select', label: t('Values of a column'), description: t('People choose from a list of values.') },
  { value: 'filter_range', label: t('Numbers from … to'), description: t('People choose bounds of a column of numbers.') },
  { value: 'filter_time', label: t('Time range'), description: t('People choose a time for all charts in scope.') },
  { value: 'filter_timecolumn', label: t('Time column'), description: t('People choose which time of the dataset counts.') },
  { value: 'filter_timegrain', label: t('Time grain'), description: t('People choose days, weeks, months …') },
]

export const nameOf = (item: ConfigItem): string => {
  const text = isDivider(item) ? item.title : item.name
  return text.trim() === ''
    ? isDivider(item)
      ? t('Divider without a title')
      : isDisplayControl(item.filterType)
        ? t('Display control without a name')
        : t('Filter without a name')
    : text
}

/** The same for display controls. */
export const controlTypes = (): ReturnType<typeof filterTypes> => [
  { value: GROUP_BY, label: t('Dimensions'), description: t('People choose the columns that charts are split by.') },
  { value: CONTROL_GRAIN, label: t('Time grain'), description: t('People choose days, weeks, months … of the charts in scope.') },
  { value: CONTROL_COLUMN, label: t('Time column'), description: t('People choose over which time the charts in scope are drawn.') },
]

export const typesOf = (kind: ConfigKind): ReturnType<typeof filterTypes> => (kind === 'filters' ? filterTypes() : controlTypes())

/** A problem as a sentence. */
export const problemWords = ({ field, kind, names }: ConfigProblem): string => {
  if (kind === 'cycle') return t('These filters would wait for one another: {{names}}. Take one of them out.', { names: names.join(' → ') })
  if (kind === 'gone') return t('The dataset has no such column any more. Choose another one.')
  if (kind === 'unfit') return t('This column holds no numbers. Choose another one, or another type of filter.')
  return field === 'dataset' ? t('Choose a dataset.') : field === 'column' ? t('Choose a column.') : t('Write a name.')
}
