import { t } from '../../session/i18n.ts'

/** What to say to somebody whom a provider led back without signing them in; unknown codes get the general sentence. */
export const problemSentence = (code: string): string => {
  switch (code) {
    case 'expired':
      return t('This took too long, or was begun in another window. Try again.')
    case 'denied':
      return t('You were not signed in because the sign-in was cancelled or denied.')
    case 'unreachable':
      return t('The sign-in service cannot be reached. Try again later, or sign in another way.')
    case 'no-account':
      return t('You have no account here. Ask an administrator for one.')
    case 'taken':
      return t(
        'An account of this name or address is here already and is not linked to this way of signing in. Sign in as you did before, or ask an administrator.',
      )
    case 'inactive':
      return t('Your account is switched off. Ask an administrator.')
    case 'not-allowed':
      return t('This site does not let you in. Ask an administrator which people may come.')
    case 'incomplete':
      return t('The sign-in service did not say who you are in a way that this site understands. Ask an administrator.')
    case 'not-set-up':
      return t('This way of signing in is not set up completely. Ask an administrator.')
    default:
      return t('The sign-in did not succeed. Try again, or ask an administrator.')
  }
}
