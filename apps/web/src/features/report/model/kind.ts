import { t } from '../../../session/i18n.ts'
import type { Kind } from './types.ts'

export const API = '/api/v1/report'

/** The kind that an address of these pages speaks of. */
export const kindOfPath = (pathname: string): Kind => (pathname.startsWith('/alert') ? 'Alert' : 'Report')

const base = (kind: Kind): string => (kind === 'Alert' ? '/alert' : '/report')

export const listPath = (kind: Kind): string => `${base(kind)}/list/`
export const newPath = (kind: Kind): string => `${base(kind)}/add`
export const editPath = (kind: Kind, id: number): string => `${base(kind)}/${id}/edit`
export const logPath = (kind: Kind, id: number): string => `${base(kind)}/${id}/log/`

/** Names of recipients' kinds, as people call them. */
export const channelName = (type: string): string => ({ Email: t('E-mail'), Slack: t('Slack'), SlackV2: t('Slack'), Webhook: t('Webhook') })[type] ?? type
