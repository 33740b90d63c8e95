import { t } from '../../session/i18n.ts'
import { type Saving, saveOver } from './conflict.tsx'
import type { RowKind } from './kinds.ts'
import { ownWords } from './mine.ts'
import type { Snapshot } from './types.ts'

type Values = Readonly<Record<string, unknown>>
type Expected = { readonly expected_changed_on?: number }

/** Saves a form over the state that it was opened with: `theirs` when the person takes what somebody else saved. Throws when they choose neither. */
export const saveFormOver = async (saving: Saving, put: (expected: Expected) => Promise<unknown>): Promise<'saved' | 'theirs'> => {
  const { kind } = await saveOver(saving, put)
  if (kind === 'cancelled') throw new Error(t('Nothing was saved.'))
  return kind
}

interface SavedRow {
  readonly kind: RowKind
  readonly id: number
  readonly readOn: number
  /** The fields as they were read, and as they are saved. */
  readonly before: Values
  readonly after: Values
  /** Fields that are told, and what people call them. */
  readonly labels: Readonly<Record<string, string>>
  /** Those of them that are told line by line. */
  readonly texts?: readonly string[]
  /** The fields of what the server has now, written as `before` writes them. */
  readonly fieldsOf?: (current: Snapshot) => Values
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The same for kinds without a history: what others saved is told by the fields. */
export const saveRowOver = (
  { kind, id, readOn, before, after, labels, texts = [], fieldsOf = ({ row }) => row }: SavedRow,
  put: (expected: Expected) => Promise<unknown>,
): Promise<'saved' | 'theirs'> =>
  saveFormOver(
    {
      kind,
      id,
      readOn,
      mine: () => ownWords(before, after, labels),
      theirs: (current) => ownWords(before, fieldsOf(current), labels),
      texts: (current) => {
        const theirs = fieldsOf(current)
        return texts.map((key) => ({ label: labels[key] ?? key, theirs: textOf(theirs[key]), mine: textOf(after[key]) }))
      },
    },
    put,
  )
