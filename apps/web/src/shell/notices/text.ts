import { t } from '../../session/i18n.ts'
import type { Notice } from '../../shared/work/index.ts'

const nameOf = ({ title }: Notice): string => (title === '' ? t('Untitled') : title)

const chartText = (notice: Notice): string => {
  const { count, failed } = notice
  const name = nameOf(notice)
  if (failed > 0)
    return count === 1 ? t('{{name}} could not be drawn', { name }) : t('{{failed}} of {{count}} charts of {{name}} failed', { failed, count, name })
  return count === 1 ? t('{{name}} is ready', { name }) : t('{{count}} charts of {{name}} are ready', { count, name })
}

/** What ended, in a sentence. */
export const noticeText = (notice: Notice): string => {
  const name = nameOf(notice)
  if (notice.kind === 'chart') return chartText(notice)
  if (notice.kind === 'query') return notice.failed > 0 ? t('The query of “{{name}}” failed', { name }) : t('The query of “{{name}}” is done', { name })
  return notice.failed > 0 ? t('The picture of {{name}} could not be made', { name }) : t('The picture of {{name}} is ready', { name })
}

/** What pressing it does. */
export const noticeAction = ({ kind, file, failed }: Notice): string => {
  if (file && failed === 0) return t('Download')
  return kind === 'query' && failed === 0 ? t('See the rows') : t('Open')
}
