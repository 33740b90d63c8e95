import { Text } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { SignInCard } from '../sign-in/card.tsx'

/** Stands where people who are not signed in would be led to the sign-in, for an administrator who sees the site as they do. */
export const AskedToSignIn = () => {
  const { permissions } = useSession()
  return (
    <SignInCard title={t('Without signing in one is asked to sign in here')}>
      <Text>{t('Nothing of this page is shown to people who are not signed in.')}</Text>
      <Text size="sm" c="dimmed">
        {permissions.length === 0
          ? t('The role Public, which is theirs, opens nothing.')
          : t(
              permissions.length === 1
                ? 'The role Public, which is theirs, holds 1 permission, which opens other pages or none.'
                : 'The role Public, which is theirs, holds {{count}} permissions, which open other pages or none.',
              { count: permissions.length },
            )}
      </Text>
    </SignInCard>
  )
}
