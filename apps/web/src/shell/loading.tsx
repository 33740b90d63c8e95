import { LoadingState } from '@coset/ui'
import { t } from '../session/i18n.ts'

/** What stands in the place of a page while its code comes. */
export const Loading = () => <LoadingState label={t('Loading')} />
