import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { saveFormOver } from '../history/form.ts'
import { ownWords } from '../history/mine.ts'
import { saveTags } from '../tags/field.tsx'
import { customTags, type Tag } from '../tags/tags.ts'

interface Row {
  readonly id: number
  readonly changed_on_ms: number
  readonly tags?: readonly Tag[]
}

interface Told {
  /** Fields that differ, as the API takes them. */
  readonly body: Readonly<Record<string, unknown>>
  /** All fields as people read them, and what they are called. */
  readonly before: Readonly<Record<string, unknown>>
  readonly now: Readonly<Record<string, unknown>>
  readonly labels: Readonly<Record<string, string>>
}

/** Saves the properties of an object over the state that was read, then its tags. */
export const useSaving = (kind: 'dashboard' | 'chart', row: Row) => {
  const client = useQueryClient()
  const [readOn, setReadOn] = useState(row.changed_on_ms)
  const [tagsBefore, setTagsBefore] = useState<readonly string[]>(() => customTags(row.tags ?? []).map((tag) => tag.name))
  const [tags, setTags] = useState(tagsBefore)
  const path = `/api/v1/${kind}/${row.id}`
  const put = async (body: Told['body'], expected: { readonly expected_changed_on?: number }): Promise<void> => {
    if (Object.keys(body).length === 0) return
    await api.put(path, { body: { ...body, ...expected } })
    // Tags are saved after it: refused ones are tried again over one's own save
    setReadOn((await api.get<{ result: Row }>(path)).result.changed_on_ms)
  }
  const save = async ({ body, before, now, labels }: Told): Promise<'saved' | 'theirs'> => {
    const done = await saveFormOver({ kind, id: row.id, readOn, mine: () => ownWords(before, now, labels) }, (expected) => put(body, expected))
    if (done === 'saved') await saveTags({ kind, id: row.id }, tagsBefore, tags, setTagsBefore)
    void client.invalidateQueries({ queryKey: ['list', `/api/v1/${kind}`] })
    return done
  }
  return { tags, setTags, save }
}
