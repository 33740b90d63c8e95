import type { ChannelMember } from '../port.ts'
import { recipients } from './addresses.ts'
import { mailServer } from './settings.ts'

export const emailMember: ChannelMember = {
  types: ['Email'],
  label: 'E-mail',
  checkTarget: (target) => {
    const found = recipients(target)
    return typeof found === 'string' ? found : null
  },
  missing: (settings) => {
    const server = mailServer(settings)
    return typeof server === 'string' ? server : null
  },
  open: async (settings) => (await import('./index.ts')).emailChannel(settings),
}
