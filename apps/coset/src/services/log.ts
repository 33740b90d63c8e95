import { pino } from 'pino'

/** The process's one log: JSON lines on standard output; request secrets are cut out. */
export const createLog = (level: string, guestHeader: string) =>
  pino({ level, redact: ['req.headers.authorization', 'req.headers.cookie', 'req.headers["x-picture-token"]', `req.headers["${guestHeader.toLowerCase()}"]`] })

export type Log = ReturnType<typeof createLog>
