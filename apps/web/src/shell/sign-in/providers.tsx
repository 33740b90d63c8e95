import { Button, Divider, Stack } from '@mantine/core'
import { IconBrandGithub, IconBrandGoogle, IconBrandWindows, IconKey } from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'
import type { SignInProvider } from '../../session/session.tsx'
import classes from './sign-in.module.css'

const MARKS: Readonly<Record<string, typeof IconKey>> = { google: IconBrandGoogle, github: IconBrandGithub, microsoft: IconBrandWindows }

const Mark = ({ icon }: { readonly icon: string }) => {
  const Icon = MARKS[icon] ?? IconKey
  return <Icon size={18} stroke={1.5} aria-hidden />
}

/** The address where the way to a provider begins. */
export const startOf = (name: string, next: string): string => `/login/${encodeURIComponent(name)}?next=${encodeURIComponent(next)}`

/** One button for each provider; a link that leaves the client. */
export const ProviderButtons = ({
  providers,
  next,
  alone,
}: {
  readonly providers: readonly SignInProvider[]
  readonly next: string
  readonly alone: boolean
}) =>
  providers.length === 0 ? null : (
    <Stack gap="sm">
      {providers.map(({ name, label, icon }) => (
        <Button
          key={name}
          component="a"
          href={startOf(name, next)}
          variant="default"
          size="md"
          fullWidth
          leftSection={<Mark icon={icon} />}
          className={classes['provider'] ?? ''}
        >
          {t('Continue with {{name}}', { name: label })}
        </Button>
      ))}
      {!alone && <Divider label={t('or')} labelPosition="center" />}
    </Stack>
  )
