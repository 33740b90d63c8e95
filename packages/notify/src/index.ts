export * from './port.ts'
export { channelFor, channelMembers } from './registry.ts'
export { DELIVERY_HEADER, SIGNATURE_HEADER, signBody, type VerifyOptions, verifySignature } from './signature.ts'
export { type ChannelSearch, type SlackChannel, slackChannels } from './slack/directory.ts'
