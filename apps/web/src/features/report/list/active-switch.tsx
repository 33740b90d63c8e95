import { Switch } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import type { ListAnswer } from '../../../shared/resource-list/index.tsx'
import { API } from '../model/kind.ts'
import type { ReportRow } from '../model/types.ts'

const LISTS = ['list', API]

/** Saves at once; what the server refuses is undone and said. */
export const ActiveSwitch = ({ row, mayEdit }: { readonly row: ReportRow; readonly mayEdit: boolean }) => {
  const client = useQueryClient()
  const show = (active: boolean): void => {
    client.setQueriesData<ListAnswer<ReportRow>>({ queryKey: LISTS }, (answer) =>
      answer === undefined ? answer : { ...answer, result: answer.result.map((one) => (one.id === row.id ? { ...one, active } : one)) },
    )
  }
  const saving = useMutation({
    mutationFn: (active: boolean) => api.put(`${API}/${row.id}`, { body: { active } }),
    onMutate: async (active) => {
      await client.cancelQueries({ queryKey: LISTS })
      show(active)
    },
    onError: (error, active) => {
      show(!active)
      notifications.show({ color: 'red', title: t('“{{name}}” was not changed', { name: row.name }), message: error.message })
    },
    onSettled: () => client.invalidateQueries({ queryKey: LISTS }),
  })
  return (
    <Switch
      size="sm"
      aria-label={t('{{name}} is active', { name: row.name })}
      checked={row.active}
      disabled={!mayEdit}
      onChange={(event) => saving.mutate(event.currentTarget.checked)}
    />
  )
}
