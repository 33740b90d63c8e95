import { pino } from 'pino'

/** The process's one log: JSON lines on standard output; request secrets are cut out. */
export const createLog = (level: string) => pino({ level, redact: ['req.headers.authorization', 'req.headers.cookie', 'req.headers["x-guesttoken"]'] })

export type Log = ReturnType<typeof createLog>
