import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useQuery } from '@tanstack/react-query'
import { t } from '../../session/i18n.ts'
import { Ago } from '../moment/index.tsx'
import classes from './history.module.css'
import { kindName, type VersionedKind } from './kinds.ts'
import { personText } from './person.ts'
import { type Theirs, theirsOf, wordsSince } from './theirs.ts'

/** What is being saved. */
export interface Saving {
  readonly kind: VersionedKind
  readonly id: number
  /** `changed_on_ms` of the state that was read; undefined: nobody is asked. */
  readonly readOn: number | undefined
  /** What one's own changes are, in sentences. */
  readonly mine: () => readonly string[]
}

export type Outcome<T> = { readonly kind: 'saved'; readonly answer: T } | { readonly kind: 'theirs' } | { readonly kind: 'cancelled' }

type Choice = 'mine' | 'theirs' | 'cancelled'

const Words = ({ words, none }: { readonly words: readonly string[]; readonly none: string }) =>
  words.length === 0 ? (
    <Text size="sm" c="dimmed">
      {none}
    </Text>
  ) : (
    <ul>
      {words.map((told) => (
        <li key={told}>{told}</li>
      ))}
    </ul>
  )

interface ConflictProps {
  readonly saving: Saving
  readonly theirs: Theirs
  readonly onChoose: (choice: Choice) => void
}

const Conflict = ({ saving: { kind, id, readOn, mine }, theirs, onChoose }: ConflictProps) => {
  const since = useQuery({
    queryKey: ['history', kind, id, 'since', readOn, theirs.changedOn],
    queryFn: ({ signal }) => wordsSince(kind, id, readOn ?? 0, signal),
    retry: false,
  })
  return (
    <Stack gap="md">
      <div className={classes['conflict']}>
        <section className={classes['state']} aria-label={t('Theirs')}>
          <h3>{t('Theirs')}</h3>
          <p>
            {personText(theirs.changedBy)} · <Ago at={theirs.changedOn} />
          </p>
          {since.isPending ? (
            <Skeleton height={60} aria-busy="true" />
          ) : (
            <Words
              words={[...new Set(since.data ?? [])]}
              none={since.error === null ? t('Saved without a difference that can be told.') : t('What they changed could not be read.')}
            />
          )}
        </section>
        <section className={classes['state']} aria-label={t('Yours')}>
          <h3>{t('Yours')}</h3>
          <p>{t('Not saved yet')}</p>
          <Words words={[...new Set(mine())]} none={t('No difference that can be told.')} />
        </section>
      </div>
      <Text size="sm" c="dimmed">
        {t('Whichever you choose, the other one stays in the history if it was saved.')}
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => onChoose('cancelled')} data-autofocus>
          {t('Cancel')}
        </Button>
        <Button variant="default" onClick={() => onChoose('theirs')}>
          {t('Take theirs')}
        </Button>
        <Button onClick={() => onChoose('mine')}>{t('Keep mine')}</Button>
      </Group>
    </Stack>
  )
}

const ask = (saving: Saving, theirs: Theirs): Promise<Choice> =>
  new Promise((done) => {
    let choice: Choice = 'cancelled'
    const id = modals.open({
      title: t('Somebody else saved this {{what}} meanwhile', { what: kindName(saving.kind).toLowerCase() }),
      size: 'lg',
      onClose: () => done(choice),
      children: (
        <Conflict
          saving={saving}
          theirs={theirs}
          onChoose={(chosen) => {
            choice = chosen
            modals.close(id)
          }}
        />
      ),
    })
  })

/** Saves over the state that was read. When somebody saved since, both are shown, and the person chooses. Throws what else is refused. */
export const saveOver = async <T,>(saving: Saving, put: (expected: { readonly expected_changed_on?: number }) => Promise<T>): Promise<Outcome<T>> => {
  let readOn = saving.readOn
  for (;;) {
    try {
      return { kind: 'saved', answer: await put(readOn === undefined ? {} : { expected_changed_on: readOn }) }
    } catch (error) {
      const theirs = theirsOf(error)
      if (theirs === null) throw error
      const choice = await ask(saving, theirs)
      if (choice !== 'mine') return { kind: choice }
      // Over what was shown, and over nothing that somebody saves after it
      readOn = theirs.changedOn
    }
  }
}
