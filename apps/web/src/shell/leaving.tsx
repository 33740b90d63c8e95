import { Button, Code, Stack, Text } from '@mantine/core'
import { Link, useSearchParams } from 'react-router'
import { t } from '../session/i18n.ts'
import { SignInCard } from './sign-in/card.tsx'

/** An address of another site that may be gone on to; null: none, or one that a page must not lead to. */
export const leavingTo = (text: string | null): URL | null => {
  const url = text === null ? null : URL.parse(text)
  const plain = url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === ''
  return plain ? url : null
}

/** `/redirect/?url=…`: where links in mails of old lead to other sites. Says where they go, and goes nowhere by itself. */
export const Leaving = () => {
  const [parameters] = useSearchParams()
  const url = leavingTo(parameters.get('url'))
  if (url === null)
    return (
      <SignInCard title={t('This link leads nowhere')}>
        <Text size="sm">{t('It names no address of another site that can be opened.')}</Text>
        <Link to="/">{t('Go to the start')}</Link>
      </SignInCard>
    )
  return (
    <SignInCard title={t('You are leaving this site')}>
      <Stack gap="sm">
        <Text size="sm">{t('The link goes to {{host}}. Go on only if you trust it.', { host: url.host })}</Text>
        <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {url.href}
        </Code>
        <Button component="a" href={url.href} rel="noopener noreferrer">
          {t('Go on')}
        </Button>
      </Stack>
    </SignInCard>
  )
}
