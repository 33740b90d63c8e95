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
