import { Alert, Button, Group, Modal, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { t } from '../../session/i18n.ts'
import { NO_REFUSAL, type Refusal, refusalOf } from './refusal.ts'

interface Props {
  readonly title: string
  /** Names that the server gives to the fields shown. */
  readonly fields: readonly string[]
  /** The fields; each shows its own error. */
  readonly children: (errors: Refusal['errors']) => ReactNode
  /** Gives `theirs` when the person took what somebody else saved meanwhile. */
  readonly save: () => Promise<unknown>
  /** What is read in a step before saving; null: there is nothing to read. */
  readonly review?: () => Promise<ReactNode>
  readonly onClose: () => void
  /** What was entered is not wanted any more; absent: as `onClose`. */
  readonly onCancel?: () => void
  readonly onSaved: () => void
  readonly size?: 'lg' | 'xl'
}

/** What is read before saving; it takes the focus, which the button loses while it is busy. */
const Reviewed = ({ children }: { readonly children: ReactNode }) => {
  const region = useRef<HTMLElement>(null)
  useEffect(() => region.current?.focus(), [])
  return (
    <section ref={region} tabIndex={-1} aria-label={t('Before it is saved')} style={{ outline: 'none' }}>
      {children}
    </section>
  )
}

/** A form in a dialog: saving, and what the server refuses at the field that it names. */
export const FormDialog = ({ title, fields, children, save, review, onClose, onCancel = onClose, onSaved, size = 'lg' }: Props) => {
  const [refusal, setRefusal] = useState(NO_REFUSAL)
  const [busy, setBusy] = useState(false)
  const [reviewed, setReviewed] = useState<ReactNode>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setRefusal(NO_REFUSAL)
    try {
      const found = reviewed === null ? await review?.() : null
      if (found !== null && found !== undefined) {
        setReviewed(found)
        setBusy(false)
        return
      }
      const done = await save()
      notifications.show(done === 'theirs' ? { message: t('This is their version now') } : { color: 'green', message: t('Saved') })
      onSaved()
    } catch (error) {
      setRefusal(refusalOf(error, fields))
      setReviewed(null)
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={title} size={size}>
      <Stack component="form" onSubmit={(event: FormEvent) => void submit(event)}>
        {reviewed === null ? children(refusal.errors) : <Reviewed>{reviewed}</Reviewed>}
        {refusal.rest !== '' && (
          <Alert color="red" role="alert">
            {refusal.rest}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={reviewed === null ? onCancel : () => setReviewed(null)}>
            {reviewed === null ? t('Cancel') : t('Back')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('Save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
