import { Button, Divider, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../../session/i18n.ts'
import type { SignInProvider } from '../../session/session.tsx'
import classes from './sign-in.module.css'

const SQUARES = [
  [1, 1],
  [9, 1],
  [1, 9],
  [9, 9],
] as const

/** Simple marks of our own: letters for well-known names, four squares, a key. */
const glyph = (icon: string): ReactNode => {
  if (icon === 'microsoft') return SQUARES.map(([x, y]) => <rect key={`${x} ${y}`} x={x} y={y} width="6.5" height="6.5" />)
  if (['google', 'github', 'okta', 'auth0', 'keycloak'].includes(icon))
    return (
      <text x="8" y="12.5" textAnchor="middle" fontSize="13" fontWeight="700">
        {icon.slice(0, 1).toUpperCase()}
      </text>
    )
  return <path d="M10.5 1a4.5 4.5 0 0 0-4.3 5.8L1 12v3h3v-2h2v-2h1.2l1-1A4.5 4.5 0 1 0 10.5 1Zm1 2.2a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6Z" />
}

const Mark = ({ icon }: { readonly icon: string }) => (
  <svg width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
    {glyph(icon)}
  </svg>
)

/** The address where the way to a provider begins. */
export const startOf = (name: string, next: string): string => `/login/${encodeURIComponent(name)}?next=${encodeURIComponent(next)}`

/** One button for each provider; a link that leaves the client. */
export const ProviderButtons = ({ providers, next, alone }: { readonly providers: readonly SignInProvider[]; readonly next: string; readonly alone: boolean }) =>
  providers.length === 0 ? null : (
    <Stack gap="sm">
      {providers.map(({ name, label, icon }) => (
        <Button key={name} component="a" href={startOf(name, next)} variant="default" size="md" fullWidth leftSection={<Mark icon={icon} />} className={classes['provider'] ?? ''}>
          {t('Continue with {{name}}', { name: label })}
        </Button>
      ))}
      {!alone && <Divider label={t('or')} labelPosition="center" />}
    </Stack>
  )
