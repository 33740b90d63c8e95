import { t } from '../../session/i18n.ts'
import type { Person } from './types.ts'

/** Who did it, as people call them. */
export const personText = (person: Person): string => (person === null ? t('Somebody who is gone') : `${person.first_name} ${person.last_name}`.trim())
