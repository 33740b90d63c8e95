import type { QueueName } from '../port.ts'

/** BullMQ takes no colon in a job's id, and no number alone. */
export const bullId = (id: string): string => `j-${encodeURIComponent(id)}`
export const idOf = (bull: string): string => decodeURIComponent(bull.slice(2))

/** Braces keep all keys of a site in one slot of a cluster. */
export const bullPrefix = (prefix: string): string => `{${prefix}:jobs}`
export const markKey = (prefix: string, queue: QueueName, id: string): string => `${bullPrefix(prefix)}:mark:${queue}:${id}`
export const cancelChannel = (prefix: string): string => `${prefix}:jobs:cancel`
