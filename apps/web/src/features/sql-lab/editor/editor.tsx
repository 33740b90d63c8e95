import { autocompletion, type CompletionContext, type CompletionResult, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { sql } from '@codemirror/lang-sql'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import { t } from '../../../session/i18n.ts'
import classes from '../sql-lab.module.css'
import { dialectOf } from './language.ts'

export interface EditorHandle {
  insert(text: string): void
  /** The selected text, or all of it. */
  selected(): string
}

/** What completion offers beside the keywords. */
export interface Names {
  readonly tables: readonly string[]
  readonly functions: readonly string[]
  /** Columns of a table, when asked for the first time from the server. */
  columns(table: string): Promise<readonly string[]>
}

interface Props {
  readonly handle: Ref<EditorHandle>
  readonly value: string
  readonly backend: string | undefined
  readonly names: Names
  readonly onChange: (value: string) => void
  readonly onRun: () => void
}

const highlight = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--coset-accent)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--coset-positive)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--coset-warning)' },
  { tag: tags.comment, color: 'var(--coset-muted)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'light-dark(var(--mantine-color-grape-8), var(--mantine-color-grape-4))' },
])

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'transparent' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.5' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--coset-muted)', border: 'none' },
  '.cm-content': { caretColor: 'var(--coset-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--coset-text)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--coset-accent) 6%, transparent)' },
  '&.cm-focused': { outline: 'none' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--coset-accent) 25%, transparent)',
  },
  '.cm-tooltip': { backgroundColor: 'var(--coset-surface)', color: 'var(--coset-text)', border: '1px solid var(--coset-line)', borderRadius: '6px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--coset-accent)', color: 'var(--coset-surface)' },
  '.cm-panels': { backgroundColor: 'var(--coset-surface)', color: 'var(--coset-text)' },
})

const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

const mentionedTables = (text: string, tables: readonly string[]): readonly string[] => {
  const words = new Set(text.match(/[\p{L}\p{N}_$]+/gu) ?? [])
  return tables.filter((table) => words.has(table)).slice(0, 8)
}

const completion =
  (names: () => Names) =>
  async (context: CompletionContext): Promise<CompletionResult | null> => {
    const word = context.matchBefore(/[\p{L}\p{N}_$]*/u)
    if (word === null || (word.from === word.to && !context.explicit)) return null
    const { tables, functions, columns } = names()
    const mentioned = mentionedTables(context.state.doc.toString(), tables)
    const known = await Promise.all(mentioned.map(async (table) => ({ table, names: await columns(table).catch(() => []) })))
    return {
      from: word.from,
      options: [
        ...known.flatMap(({ table, names: own }) => own.map((label) => ({ label, type: 'property', detail: table, boost: 2 }))),
        ...tables.map((label) => ({ label, type: 'class', boost: 1 })),
        ...functions.map((label) => ({ label, type: 'function' })),
      ],
      validFor: /^[\p{L}\p{N}_$]*$/u,
    }
  }

/** The SQL editor: colours, completion from the real schema; Ctrl Enter runs the selection or all. */
export const Editor = ({ handle, value, backend, names, onChange, onRun }: Props) => {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const language = useRef(new Compartment())
  const latest = useRef({ names, onChange, onRun })
  useEffect(() => {
    latest.current = { names, onChange, onRun }
  })
  const first = useRef({ value, backend })
  useEffect(() => {
    const parent = host.current
    if (parent === null) return
    const run = (): boolean => {
      latest.current.onRun()
      return true
    }
    const made = new EditorView({
      parent,
      state: EditorState.create({
        doc: first.current.value,
        extensions: [
          EditorView.cspNonce.of(nonce()),
          Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          autocompletion(),
          language.current.of(sql({ dialect: dialectOf(first.current.backend), upperCaseKeywords: true })),
          EditorState.languageData.of(() => [{ autocomplete: completion(() => latest.current.names) }]),
          syntaxHighlighting(highlight),
          look,
          placeholder(t('SELECT … (Ctrl Enter runs it)')),
          EditorView.contentAttributes.of({ 'aria-label': t('SQL') }),
          EditorView.lineWrapping,
          // Escape, then Tab leaves the editor
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = made
    return () => {
      made.destroy()
      view.current = null
    }
  }, [])
  useEffect(() => {
    const made = view.current
    if (made === null || made.state.doc.toString() === value) return
    made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: value } })
  }, [value])
  useEffect(() => {
    view.current?.dispatch({ effects: language.current.reconfigure(sql({ dialect: dialectOf(backend), upperCaseKeywords: true })) })
  }, [backend])
  useImperativeHandle(handle, () => ({
    insert: (text) => {
      const made = view.current
      if (made === null) return
      made.dispatch(made.state.replaceSelection(text))
      made.focus()
    },
    selected: () => {
      const made = view.current
      if (made === null) return ''
      const { from, to } = made.state.selection.main
      return from === to ? made.state.doc.toString() : made.state.sliceDoc(from, to)
    },
  }))
  return <div ref={host} className={classes['editor']} />
}
