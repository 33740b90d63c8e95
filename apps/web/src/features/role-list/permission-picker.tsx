import { Checkbox, Group, Input, ScrollArea, Stack, Switch, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../../session/i18n.ts'
import type { Permission } from './model.ts'

const SHOWN = 100

const nameOf = ({ verb, view }: Permission): string => `${verb.replaceAll('_', ' ')} · ${view}`

/** Chooses among all permissions by a search. */
export const PermissionPicker = ({
  all,
  chosen,
  error,
  onChange,
}: {
  readonly all: readonly Permission[]
  readonly chosen: ReadonlySet<number>
  readonly error: string | undefined
  readonly onChange: (chosen: ReadonlySet<number>) => void
}) => {
  const [text, setText] = useState('')
  const [only, setOnly] = useState(false)
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = all.filter((one) => (!only || chosen.has(one.id)) && words.every((word) => nameOf(one).toLowerCase().includes(word)))
  const toggle = (id: number): void => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    onChange(next)
  }
  return (
    <Stack gap="xs" role="group" aria-label={t('Permissions')}>
      <Group justify="space-between">
        <Input.Label labelElement="div">{t('Permissions')}</Input.Label>
        <Text size="sm" c="dimmed">
          {t('{{count}} chosen', { count: chosen.size })}
        </Text>
      </Group>
      <Group>
        <TextInput
          flex="1 1 200px"
          aria-label={t('Search permissions')}
          placeholder={t('Search permissions')}
          leftSection={<IconSearch size={16} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Switch label={t('Chosen only')} checked={only} onChange={(event) => setOnly(event.currentTarget.checked)} />
      </Group>
      <ScrollArea.Autosize mah={260} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': t('Permissions found'), role: 'region' }}>
        <Stack gap={6} py={4}>
          {found.slice(0, SHOWN).map((one) => (
            <Checkbox key={one.id} size="sm" label={nameOf(one)} checked={chosen.has(one.id)} onChange={() => toggle(one.id)} />
          ))}
          {found.length === 0 && <Text size="sm">{t('Nothing found')}</Text>}
          {found.length > SHOWN && (
            <Text size="sm" c="dimmed">
              {t('{{count}} more; search to see them', { count: found.length - SHOWN })}
            </Text>
          )}
        </Stack>
      </ScrollArea.Autosize>
      {error !== undefined && <Input.Error>{error}</Input.Error>}
    </Stack>
  )
}
