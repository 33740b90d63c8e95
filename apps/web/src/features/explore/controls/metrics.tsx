import { asList, isMetric, type QueryMetric } from '@coset/chart-kit'
import { t } from '../../../session/i18n.ts'
import { metricText } from '../adhoc/metric.ts'
import { TypeIcon } from '../fields/type-icon.tsx'
import { useExplore } from '../page/context.ts'
import { ItemList } from './item-list.tsx'
import { movedItem, withItem, withoutItem } from './list-edits.ts'
import { MetricEditor } from './metric-editor.tsx'
import type { EditorProps } from './types.ts'

const iconOf = (metric: QueryMetric) => <TypeIcon type={typeof metric !== 'string' && metric.expressionType === 'SQL' ? 'sql' : 'metric'} />

const Metrics = ({ control, value, labelId, onChange, many }: EditorProps & { readonly many: boolean }) => {
  const { dataset } = useExplore()
  const metrics = asList(value).filter(isMetric)
  const put = (list: readonly unknown[]): void => onChange(many ? list : (list[0] ?? null))
  return (
    <ItemList
      control={control}
      labelId={labelId}
      many={many}
      items={metrics.map((metric) => ({ text: metricText(dataset, metric), icon: iconOf(metric) }))}
      addText={many ? t('Add a metric') : t('Choose a metric')}
      onRemove={(index) => put(withoutItem(metrics, index))}
      onMove={(from, to) => put(movedItem(metrics, from, to))}
      editor={(index, close) => (
        <MetricEditor metric={index === null ? undefined : metrics[index]} onSave={(metric) => put(withItem(metrics, index, metric))} onClose={close} />
      )}
    />
  )
}

export const MetricsEditor = (props: EditorProps) => <Metrics {...props} many />
export const SingleMetricEditor = (props: EditorProps) => <Metrics {...props} many={false} />
