import { Alert, Button, Checkbox, FileInput, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconFileZip } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import classes from './import-dialog.module.css'

type Kind = 'dashboard' | 'chart' | 'dataset' | 'database' | 'theme'

interface Needs {
  /** Database files that need a password. */
  readonly passwords: readonly string[]
  /** Objects that are here already. */
  readonly existing: readonly string[]
  readonly other: readonly string[]
}

const sort = (fields: Readonly<Record<string, unknown>>): Needs => {
  const passwords: string[] = []
  const existing: string[] = []
  const other: string[] = []
  for (const [path, problem] of Object.entries(fields)) {
    if (path === 'issue_codes') continue
    const text = typeof problem === 'string' ? problem : JSON.stringify(problem)
    if (text.includes('Must provide a password')) passwords.push(path)
    else if (text.includes('already exists')) existing.push(path)
    else other.push(`${path}: ${text}`)
  }
  return { passwords, existing, other }
}

/** Takes a bundle by drop or choice, asks for what it lacks, and sends it. */
export const ImportDialog = ({
  kind,
  title,
  onClose,
  onDone,
}: {
  readonly kind: Kind
  readonly title: string
  readonly onClose: () => void
  readonly onDone: () => void
}) => {
  const [file, setFile] = useState<File | null>(null)
  const [needs, setNeeds] = useState<Needs | null>(null)
  const [passwords, setPasswords] = useState<Readonly<Record<string, string>>>({})
  const [overwrite, setOverwrite] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const choose = (chosen: File | null): void => {
    setFile(chosen)
    setNeeds(null)
    setProblem(null)
    setOverwrite(false)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    choose(event.dataTransfer.files[0] ?? null)
  }
  const send = async (): Promise<void> => {
    if (file === null) return
    setBusy(true)
    setProblem(null)
    const form = new FormData()
    form.set('passwords', JSON.stringify(passwords))
    form.set('overwrite', String(overwrite))
    form.set('formData', file)
    try {
      await api.post(`/api/v1/${kind}/import/`, { form })
      notifications.show({ color: 'green', message: t('Imported {{name}}', { name: file.name }) })
      onDone()
      onClose()
    } catch (error) {
      const found = error instanceof ApiError && error.type === 'GENERIC_COMMAND_ERROR' ? sort(error.fields) : null
      setNeeds(found)
      if (found === null || found.other.length > 0) setProblem([error instanceof Error ? error.message : String(error), ...(found?.other ?? [])].join('\n'))
    } finally {
      setBusy(false)
    }
  }
  const waiting = needs !== null && (needs.passwords.some((path) => (passwords[path] ?? '') === '') || (needs.existing.length > 0 && !overwrite))
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <Stack>
        <section className={classes['drop']} aria-label={t('Drop a ZIP file here')} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
          <IconFileZip size={28} stroke={1.5} aria-hidden />
          <Text size="sm">{t('Drop an exported ZIP file here, or choose one.')}</Text>
          <FileInput aria-label={t('File')} accept=".zip,application/zip" placeholder={t('Choose a file')} value={file} onChange={choose} clearable w={260} />
        </section>
        {needs !== null && needs.passwords.length > 0 && (
          <Stack gap="xs">
            <Text size="sm">{t('Exports carry no passwords. Give those of the databases in the file:')}</Text>
            {needs.passwords.map((path) => (
              <PasswordInput
                key={path}
                label={path.replace(/^databases\/|\.yaml$/g, '')}
                autoComplete="off"
                value={passwords[path] ?? ''}
                onChange={(event) => setPasswords({ ...passwords, [path]: event.currentTarget.value })}
              />
            ))}
          </Stack>
        )}
        {needs !== null && needs.existing.length > 0 && (
          <Stack gap="xs">
            <Text size="sm">{t('{{count}} objects of the file exist here already:', { count: needs.existing.length })}</Text>
            <Text size="xs" c="dimmed">
              {needs.existing.map((path) => path.split('/').at(-1)?.replace('.yaml', '')).join(', ')}
            </Text>
            <Checkbox label={t('Overwrite them')} checked={overwrite} onChange={(event) => setOverwrite(event.currentTarget.checked)} />
          </Stack>
        )}
        {problem !== null && (
          <Alert color="red" role="alert" className={classes['problem'] ?? ''}>
            {problem}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button onClick={() => void send()} loading={busy} disabled={file === null || waiting}>
            {t('Import')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
