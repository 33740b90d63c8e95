import { Alert, Anchor, Card, Stack, Text, Title } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { Link } from 'react-router'
import { t } from '../../session/i18n.ts'
import mark from '../mark.svg'
import classes from './sign-in.module.css'

interface Props {
  readonly title: string
  /** What went wrong, in a sentence. */
  readonly problem?: string | null
  readonly onSubmit?: () => Promise<void>
  readonly children: ReactNode
}

/** The card of every page that people see before they are signed in. */
export const SignInCard = ({ title, problem = null, onSubmit, children }: Props) => {
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void onSubmit?.()
  }
  return (
    <main className={classes['page']}>
      <Card className={classes['card'] ?? ''} withBorder padding="xl" radius="10px">
        <Stack {...(onSubmit === undefined ? {} : { component: 'form' as const, onSubmit: submit })} gap="md">
          <img src={mark} alt="" width={40} height={40} />
          <Title order={1}>{title}</Title>
          {problem !== null && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          {children}
        </Stack>
      </Card>
    </main>
  )
}

/** Done: a sentence and the way to the sign-in. */
export const Done = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <SignInCard title={title}>
    <Text role="status">{text}</Text>
    <BackToSignIn />
  </SignInCard>
)

export const BackToSignIn = () => (
  <Anchor component={Link} to="/login/" size="sm">
    {t('To the sign-in')}
  </Anchor>
)

/** An error as a sentence for {@link SignInCard}. */
export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
