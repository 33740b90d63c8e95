import { Alert, Button, Checkbox, FileInput, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconFileZip } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import classes from './import-dialog.module.css'
import { type Review, ReviewTable } from './review.tsx'

/** Where the routes of a kind are. */
export type ImportKind =
  | 'dashboard'
  | 'chart'
  | 'dataset'
  | 'database'
  | 'theme'
  | 'security/roles'
  | 'rowlevelsecurity'
  | 'report'
  | 'tag'
  | 'annotation_layer'
  | 'css_template'

interface Needs {
  /** Files that need a password. */
  readonly passwords: readonly string[]
  /** Objects that are here already. */
  readonly existing: readonly string[]
  readonly other: readonly string[]
}

const sort = (problems: readonly (readonly [string, unknown])[]): Needs => {
  const passwords: string[] = []
  const existing: string[] = []
  const other: string[] = []
  for (const [path, problem] of problems) {
    if (path === 'issue_codes') continue
    const text = typeof problem === 'string' ? problem : JSON.stringify(problem)
    if (text.includes('Must provide a password')) passwords.push(path)
    else if (text.includes('already exists')) existing.push(path)
    else other.push(`${path}: ${text}`)
  }
  return { passwords, existing, other }
}

const NOTHING: Needs = { passwords: [], existing: [], other: [] }

/** Takes a bundle by drop or choice, asks for what it lacks, shows what it would do, and sends it. */
export const ImportDialog = ({
  kind,
  title,
  onClose,
  onDone,
}: {
  readonly kind: ImportKind
  readonly title: string
  readonly onClose: () => void
  readonly onDone: () => void
}) => {
  const [file, setFile] = useState<File | null>(null)
  const [needs, setNeeds] = useState<Needs>(NOTHING)
  const [review, setReview] = useState<Review | null>(null)
  const [passwords, setPasswords] = useState<Readonly<Record<string, string>>>({})
  const [overwrite, setOverwrite] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const choose = (chosen: File | null): void => {
    setFile(chosen)
    setNeeds(NOTHING)
    setReview(null)
    setProblem(null)
    setOverwrite(false)
    setPasswords({})
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    choose(event.dataTransfer.files[0] ?? null)
  }
  const send = async (dryRun: boolean): Promise<void> => {
    if (file === null) return
    setBusy(true)
    setProblem(null)
    const form = new FormData()
    form.set('passwords', JSON.stringify(passwords))
    form.set('overwrite', String(overwrite))
    form.set('dry_run', String(dryRun))
    form.set('formData', file)
    try {
      const answer = await api.post<{ readonly result?: Review }>(`/api/v1/${kind}/import/`, { form })
      if (dryRun) {
        const told = answer.result ?? { objects: [], problems: [] }
        const found = sort(told.problems.map((one) => [one.file, one.message] as const))
        setReview(told)
        setNeeds({ ...found, passwords: [...new Set([...needs.passwords, ...found.passwords])], existing: overwrite ? needs.existing : found.existing })
        setProblem(found.other.length === 0 ? null : found.other.join('\n'))
        return
      }
      notifications.show({ color: 'green', message: t('Imported {{name}}', { name: file.name }) })
      onDone()
      onClose()
    } catch (error) {
      const found = error instanceof ApiError && error.type === 'GENERIC_COMMAND_ERROR' ? sort(Object.entries(error.fields)) : NOTHING
      setReview(null)
      setProblem([error instanceof Error ? error.message : String(error), ...found.other].join('\n'))
    } finally {
      setBusy(false)
    }
  }
  const refused = review?.objects.some((object) => object.change === 'refused') === true
  const ready = review !== null && !refused
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <Stack>
        <section className={classes['drop']} aria-label={t('Drop a ZIP file here')} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
          <IconFileZip size={28} stroke={1.5} aria-hidden />
          <Text size="sm">{t('Drop an exported ZIP file here, or choose one.')}</Text>
          <FileInput
            aria-label={`${t('File')}: ${file?.name ?? t('Choose a file')}`}
            accept=".zip,application/zip"
            placeholder={t('Choose a file')}
            value={file}
            onChange={choose}
            clearable
            w={260}
          />
        </section>
        {needs.passwords.length > 0 && (
          <Stack gap="xs">
            <Text size="sm">{t('Exports carry no passwords, and no addresses of webhooks. Give those of the file:')}</Text>
            {needs.passwords.map((path) => (
              <PasswordInput
                key={path}
                label={path.replace(/^(databases|reports)\/|\.yaml$/g, '')}
                autoComplete="off"
                value={passwords[path] ?? ''}
                onChange={(event) => {
                  setReview(null)
                  setPasswords({ ...passwords, [path]: event.currentTarget.value })
                }}
              />
            ))}
          </Stack>
        )}
        {needs.existing.length > 0 && (
          <Stack gap="xs">
            <Text size="sm">{t('{{count}} objects of the file exist here already:', { count: needs.existing.length })}</Text>
            <Text size="xs" c="dimmed">
              {needs.existing.map((path) => path.split('/').at(-1)?.replace('.yaml', '')).join(', ')}
            </Text>
            <Checkbox
              label={t('Overwrite them')}
              checked={overwrite}
              onChange={(event) => {
                setReview(null)
                setOverwrite(event.currentTarget.checked)
              }}
            />
          </Stack>
        )}
        {review !== null && <ReviewTable review={review} />}
        {problem !== null && (
          <Alert color="red" role="alert" className={classes['problem'] ?? ''}>
            {problem}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button onClick={() => void send(!ready)} loading={busy} disabled={file === null || (review !== null && !ready)}>
            {ready ? t('Import') : t('See what it does')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
