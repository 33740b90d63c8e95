import { Page as Frame } from '@coset/ui'
import { Text } from '@mantine/core'
import { useEffect } from 'react'
import { DATABASE_SIGNED_IN } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'

/** Where people come back to who signed in to a database: tells the other windows, and closes where browsers let it. */
export const Page = () => {
  useEffect(() => {
    const channel = new BroadcastChannel(DATABASE_SIGNED_IN)
    channel.postMessage('done')
    channel.close()
    window.close()
  }, [])
  return (
    <Frame title={t('You are signed in to the database')}>
      <Text>{t('You can close this window. The page that you came from asks again by itself.')}</Text>
    </Frame>
  )
}
