import { Button, Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { DATABASE_SIGN_IN, DATABASE_SIGNED_IN } from '../session/api.ts'
import { t } from '../session/i18n.ts'

/** Only pages of the web: the address comes from whoever set the database up. */
const isWeb = (url: unknown): url is string => typeof url === 'string' && /^https?:\/\//i.test(url)

/** Asks people to sign in to a database that knows them by a provider, in a window of its own; the page asks again when they are back. */
export const DatabaseSignIn = () => {
  const [url, setUrl] = useState<string | null>(null)
  const client = useQueryClient()
  useEffect(() => {
    const ask = (event: Event): void => {
      const asked: unknown = event instanceof CustomEvent ? event.detail : null
      if (isWeb(asked)) setUrl((before) => before ?? asked)
    }
    const channel = new BroadcastChannel(DATABASE_SIGNED_IN)
    channel.onmessage = () => {
      setUrl(null)
      void client.invalidateQueries()
    }
    window.addEventListener(DATABASE_SIGN_IN, ask)
    return () => {
      window.removeEventListener(DATABASE_SIGN_IN, ask)
      channel.close()
    }
  }, [client])
  if (url === null) return null
  return (
    <Modal opened onClose={() => setUrl(null)} title={t('This database wants to know you')}>
      <Stack>
        <Text size="sm">
          {t('It gives its data to people who sign in to it. That happens in a window of its own; this page asks again when you are back.')}
        </Text>
        <Button component="a" href={url} target="_blank" rel="noreferrer" data-autofocus>
          {t('Sign in to {{host}}', { host: new URL(url).host })}
        </Button>
      </Stack>
    </Modal>
  )
}
