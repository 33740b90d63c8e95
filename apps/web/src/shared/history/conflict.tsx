import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useQuery } from '@tanstack/react-query'
import { t } from '../../session/i18n.ts'
import { Ago } from '../moment/index.tsx'
import classes from './history.module.css'
import { kindName, type RowKind, type VersionedKind } from './kinds.ts'
import { personText } from './person.ts'
import { TextDiff } from './text-diff.tsx'
import { type Theirs, theirsOf, wordsSince } from './theirs.ts'
import type { Snapshot } from './types.ts'

interface Asked {
  readonly id: number
  /** `changed_on_ms` of the state that was read; undefined: nobody is asked. */
  readonly readOn: number | undefined
  /** What one's own changes are, in sentences. */
  readonly mine: (current: Snapshot) => readonly string[]
  /** Texts that are told line by line, as theirs becomes one's own. */
  readonly texts?: (current: Snapshot) => readonly { readonly label: string; readonly theirs: string; readonly mine: string }[]
}

/** What is being saved. What others saved is read from the history; kinds without one say by themselves what it is. */
export type Saving =
  | (Asked & { readonly kind: VersionedKind; readonly theirs?: undefined })
  | (Asked & { readonly kind: RowKind; readonly theirs: (current: Snapshot) => readonly string[] })

export type Outcome<T> =
  | { readonly kind: 'saved'; readonly answer: T }
  | { readonly kind: 'theirs'; readonly current: Snapshot }
  | { readonly kind: 'cancelled' }

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

const Conflict = ({ saving, theirs, onChoose }: ConflictProps) => {
  const { kind, id, readOn, mine, texts } = saving
  const since = useQuery({
    queryKey: ['history', kind, id, 'since', readOn, theirs.changedOn],
    queryFn: async ({ signal }) => (saving.theirs === undefined ? wordsSince(saving.kind, id, readOn ?? 0, signal) : saving.theirs(theirs.current)),
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
          <Words words={[...new Set(mine(theirs.current))]} none={t('No difference that can be told.')} />
        </section>
      </div>
      {texts?.(theirs.current).map(({ label, theirs: before, mine: after }) => (
        <TextDiff key={label} label={t('{{label}}: from theirs to yours', { label })} before={before} after={after} />
      ))}
      <Text size="sm" c="dimmed">
        {saving.theirs !== undefined
          ? t('Only the one that you choose stays.')
          : t('Whichever you choose, the other one stays in the history if it was saved.')}
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
      if (choice !== 'mine') return choice === 'theirs' ? { kind: choice, current: theirs.current } : { kind: choice }
      // Over what was shown, and over nothing that somebody saves after it
      readOn = theirs.changedOn
    }
  }
}
