import type { ChannelSettings } from '@coset/notify'
import type { Config } from './settings.ts'

/** What notification channels need of the configuration. */
export const channelSettings = (config: Config, production: boolean): ChannelSettings => ({
  email: { url: config.smtpUrl, from: config.smtpMailFrom, requireTls: config.smtpRequireTls },
  slack: { token: config.slackToken, apiUrl: config.slackApiUrl },
  webhook: {
    secret: config.webhookSecret,
    httpsOnly: config.webhookHttpsOnly,
    allowPrivateAddresses: config.allowPrivateAddresses ?? !production,
  },
})
