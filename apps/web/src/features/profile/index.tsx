import { Page as Frame } from '@coset/ui'
import { SimpleGrid, Stack, Text } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { ApiKeys } from './api-keys.tsx'
import { Details } from './details.tsx'
import { SecondFactors } from './second-factors.tsx'
import { Sessions } from './sessions.tsx'
import { Times } from './times.tsx'

/** One's own account: names, how one signs in, where one is signed in, and keys for programs. */
export const Page = () => {
  const { user, viewing } = useSession()
  if (viewing === null) return <Own />
  return (
    <Frame title={t('Profile')}>
      <Text>{t('You see the site as {{name}}. Their account, second factors, sessions and keys are not shown to you.', { name: user?.username ?? '' })}</Text>
    </Frame>
  )
}

const Own = () => (
  <Frame title={t('Profile')}>
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Stack>
        <Details />
        <SecondFactors />
        <Times />
      </Stack>
      <Stack>
        <Sessions />
        <ApiKeys />
      </Stack>
    </SimpleGrid>
  </Frame>
)
