import type { ChannelMember } from '../port.ts'
import { checkSlackTarget } from './targets.ts'

export const slackMember: ChannelMember = {
  types: ['Slack', 'SlackV2'],
  label: 'Slack',
  checkTarget: ({ target }) => checkSlackTarget(target),
  missing: ({ slack }) => {
    if (slack.token === '') return 'No Slack token is set'
    return /^https?:\/\//i.test(slack.apiUrl) && URL.canParse(slack.apiUrl) ? null : 'The address of the Slack API must look like https://slack.com/api/'
  },
  open: async (settings) => (await import('./index.ts')).slackChannel(settings),
}
