import { Alert, Button, Checkbox, FileInput, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconFileZip } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import classes from './import-dialog.module.css'
import { type Review, ReviewTable } from './review.tsx'
import { type Lack, lacksOf, SecretInputs, type Secrets, together } from './secrets.tsx'

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
  | 'saved_query'

interface Needs {
  /** Files that need a password or another secret. */
  readonly secrets: readonly Lack[]
  /** Objects that are here already. */
  readonly existing: readonly string[]
  readonly other: readonly string[]
}

const sort = (problems: readonly (readonly [string, unknown])[]): Needs => {
  const secrets: Lack[] = []
  const existing: string[] = []
  const other: string[] = []
  for (const [path, problem] of problems) {
    if (path === 'issue_codes') continue
    const text = typeof problem === 'string' ? problem : JSON.stringify(problem)
    const lacks = lacksOf(path, text)
    if (lacks.length > 0) secrets.push(...lacks)
    else if (text.includes('already exists')) existing.push(path)
    else other.push(`${path}: ${text}`)
  }
  return { secrets, existing, other }
}

const NOTHING: Needs = { secrets: [], existing: [], other: [] }

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
  const [secrets, setSecrets] = useState<Secrets>({})
  const [overwrite, setOverwrite] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const choose = (chosen: File | null): void => {
    setFile(chosen)
    setNeeds(NOTHING)
    setReview(null)
    setProblem(null)
    setOverwrite(false)
    setSecrets({})
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
    for (const [field, byFile] of Object.entries(secrets)) form.set(field, JSON.stringify(byFile))
    form.set('overwrite', String(overwrite))
    form.set('dry_run', String(dryRun))
    form.set('formData', file)
    try {
      const answer = await api.post<{ readonly result?: Review }>(`/api/v1/${kind}/import/`, { form })
      if (dryRun) {
        const told = answer.result ?? { objects: [], problems: [] }
        const found = sort(told.problems.map((one) => [one.file, one.message] as const))
        setReview(told)
        setNeeds({ ...found, secrets: together(needs.secrets, found.secrets), existing: overwrite ? needs.existing : found.existing })
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
        {needs.secrets.length > 0 && (
          <SecretInputs
            lacks={needs.secrets}
            values={secrets}
            onChange={(entered) => {
              setReview(null)
              setSecrets(entered)
            }}
          />
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
