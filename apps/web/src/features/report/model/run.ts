import { notifications } from '@mantine/notifications'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { API } from './kind.ts'

const told = (error: unknown): void => {
  notifications.show({ color: 'red', title: t('That did not work'), message: error instanceof Error ? error.message : String(error) })
}

/** Runs it now, for everybody; says that it began or why not. */
export const runNow = (id: number, name: string): Promise<void> =>
  api
    .post(`${API}/${id}/run`, { body: {} })
    .then(() => void notifications.show({ message: t('“{{name}}” runs now. Its log says what became of it.', { name }) }), told)

/** Sends it to the asker alone; says that it began or why not. */
export const sendTest = (id: number, name: string, email: string): Promise<void> =>
  api
    .post(`${API}/${id}/run`, { body: { test: true } })
    .then(() => void notifications.show({ message: t('A test of “{{name}}” is on its way to {{email}}.', { name, email }) }), told)
