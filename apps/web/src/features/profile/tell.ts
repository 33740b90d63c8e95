import { notifications } from '@mantine/notifications'

/** Does something and says what went wrong; true: it went well. */
export const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work()
    return true
  } catch (error) {
    notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
    return false
  }
}

/** A moment in the reader's own way of writing; null: a dash. */
export const momentText = (moment: number | string | null): string =>
  moment === null ? '–' : new Date(typeof moment === 'string' && !/[zZ]|[+-]\d\d:\d\d$/.test(moment) ? `${moment}Z` : moment).toLocaleString()
