import type { ChannelMember } from '../port.ts'
import { webhookAddress } from './target.ts'

export const webhookMember: ChannelMember = {
  types: ['Webhook'],
  label: 'Webhook',
  checkTarget: ({ target }) => {
    const url = webhookAddress(target)
    return typeof url === 'string' ? url : null
  },
  missing: () => null,
  open: async (settings) => (await import('./index.ts')).webhookChannel(settings),
}
