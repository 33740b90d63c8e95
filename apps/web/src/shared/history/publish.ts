import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { type Outcome, saveOver } from './conflict.tsx'

interface Published {
  readonly id: number
  readonly changed_on_ms: number
}

/** Publishes a dashboard or makes it a draft again, over the state that was read. */
export const publishOver = ({ id, changed_on_ms }: Published, published: boolean): Promise<Outcome<unknown>> =>
  saveOver({ kind: 'dashboard', id, readOn: changed_on_ms, mine: () => [published ? t('Published') : t('Back to draft')] }, (expected) =>
    api.put(`/api/v1/dashboard/${id}`, { body: { published, ...expected } }),
  )
