import type { FormData } from '@coset/chart-kit'
import { createContext, useContext } from 'react'
import type { Dataset } from '../types.ts'

/** What does not change while one edits. */
export interface Explore {
  readonly dataset: Dataset
  /** Changes one setting; undefined removes it. */
  readonly setValue: (key: string, value: unknown) => void
  /** A control whose editor for the item at `index` shall open, as after dropping a filter; cleared by `opened`. */
  readonly wanted: { readonly key: string; readonly index: number } | null
  readonly opened: () => void
}

export interface ResultColumn {
  readonly name: string
  /** 0 number, 1 text, 2 time, 3 boolean. */
  readonly type: number
}

export const ExploreContext = createContext<Explore | null>(null)
export const FormContext = createContext<FormData>({})
export const ResultContext = createContext<readonly ResultColumn[]>([])

export function useExplore(): Explore {
  const explore = useContext(ExploreContext)
  if (explore === null) throw new Error('useExplore outside of the Explore page')
  return explore
}

export const useForm = (): FormData => useContext(FormContext)
/** The columns of the result on show; empty before the first. */
export const useResultColumns = (): readonly ResultColumn[] => useContext(ResultContext)
