import { changeMeta } from '@coset/chart-kit/dashboard'
import { Textarea } from '@mantine/core'
import { t } from '../../../session/i18n.ts'
import { useDashboard } from '../model/context.ts'

/** What a text is made of, while its dashboard is arranged. */
export const MarkdownSource = ({ id, code }: { readonly id: string; readonly code: string }) => {
  const { edit } = useDashboard()
  return (
    <Textarea
      aria-label={t('Markdown text')}
      autosize
      minRows={3}
      value={code}
      onChange={(event) => {
        const next = event.currentTarget.value
        edit((before) => changeMeta(before, id, { code: next }))
      }}
    />
  )
}
