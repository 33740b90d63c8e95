import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { Input } from '@mantine/core'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import classes from './code-editor.module.css'

const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.propertyName], color: 'var(--coset-accent)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--coset-positive)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--coset-warning)' },
  { tag: tags.comment, color: 'var(--coset-muted)', fontStyle: 'italic' },
])

const look = EditorView.theme({
  '&': { fontSize: '13px', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--coset-mono)', lineHeight: '1.5', minHeight: '96px', maxHeight: '320px' },
  '.cm-content': { caretColor: 'var(--coset-text)', padding: '8px 0' },
  '.cm-line': { padding: '0 12px' },
  '.cm-cursor': { borderLeftColor: 'var(--coset-text)' },
  '.cm-placeholder': { color: 'var(--coset-muted)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--coset-accent) 25%, transparent)',
  },
  '.cm-tooltip': { backgroundColor: 'var(--coset-surface)', color: 'var(--coset-text)', border: '1px solid var(--coset-line)', borderRadius: '6px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--coset-accent)', color: 'var(--coset-surface)' },
})

const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

export interface CodeEditorProps {
  readonly label: string
  readonly value: string
  /** What colours the text; the same object as long as it is the same language. */
  readonly language: Extension
  readonly hint: string
  readonly description?: ReactNode
  readonly error?: ReactNode
  readonly onChange: (value: string) => void
}

/** A field of a form for code. Tab leaves it, as it leaves every field. */
export const CodeEditor = ({ label, value, language, hint, description, error, onChange }: CodeEditorProps) => {
  const id = useId()
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const slot = useRef(new Compartment())
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  const first = useRef({ value, language, hint, label, id })
  useEffect(() => {
    const parent = host.current
    if (parent === null) return
    const start = first.current
    const made = new EditorView({
      parent,
      state: EditorState.create({
        doc: start.value,
        extensions: [
          EditorView.cspNonce.of(nonce()),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          // Only when asked for by Ctrl Space: a list that opens by itself is in the way of Tab
          autocompletion({ activateOnTyping: false }),
          slot.current.of(start.language),
          syntaxHighlighting(highlight),
          look,
          placeholder(start.hint),
          EditorView.contentAttributes.of({ 'aria-label': start.label, 'aria-describedby': `${start.id}-told` }),
          EditorView.lineWrapping,
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current(update.state.doc.toString())
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
    view.current?.dispatch({ effects: slot.current.reconfigure(language) })
  }, [language])
  const wrong = error !== undefined && error !== null && error !== ''
  return (
    <div className={classes['field']}>
      <Input.Label labelElement="div">{label}</Input.Label>
      {description !== undefined && <Input.Description>{description}</Input.Description>}
      <div ref={host} className={classes['editor']} data-wrong={wrong || undefined} />
      <div id={`${id}-told`}>{wrong && <Input.Error>{error}</Input.Error>}</div>
    </div>
  )
}
