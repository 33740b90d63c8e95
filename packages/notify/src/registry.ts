import { emailMember } from './email/member.ts'
import type { ChannelMember } from './port.ts'
import { slackMember } from './slack/member.ts'
import { webhookMember } from './webhook/member.ts'

/** Every kind of recipient; client libraries are imported when one is opened. */
export const channelMembers: readonly ChannelMember[] = [emailMember, slackMember, webhookMember]

/** The member that serves a recipient type of a schedule; null: nobody does. */
export const channelFor = (type: string): ChannelMember | null => channelMembers.find(({ types }) => types.includes(type)) ?? null
