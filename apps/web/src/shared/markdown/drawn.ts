import { type ComponentType, createElement, type ReactNode } from 'react'
import type { Element, Tree } from './html.ts'

/** Components that stand for elements, by tag. */
type Stands = Readonly<Record<string, ComponentType<Record<string, unknown>>>>

/** Blanks between the parts of a table are no text. */
const TABLE: ReadonlySet<string> = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr'])
const CELL: ReadonlySet<string> = new Set(['td', 'th'])

/** `ariaLabelledBy` → `aria-labelledby`, `dataFootnoteRef` → `data-footnote-ref`; others are called as React calls them. */
const nameOf = (property: string): string =>
  /^aria[A-Z]/.test(property)
    ? `aria-${property.slice(4).toLowerCase()}`
    : /^data[A-Z]/.test(property)
      ? property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
      : property

const propsOf = ({ tagName, properties }: Element): Record<string, unknown> => {
  const props = Object.fromEntries(Object.entries(properties).map(([name, value]) => [nameOf(name), Array.isArray(value) ? value.join(' ') : value]))
  const { align, ...others } = props
  return CELL.has(tagName) && align !== undefined ? { ...others, style: { textAlign: align } } : props
}

const one = (node: Tree, stands: Stands, key: number): ReactNode => {
  if (node.type === 'text') return node.value
  if (node.type !== 'element') return null
  const { tagName } = node
  const children = node.children.filter((child) => !TABLE.has(tagName) || child.type !== 'text' || child.value.trim() !== '')
  const type = Object.hasOwn(stands, tagName) ? (stands[tagName] ?? tagName) : tagName
  return createElement(type, { ...propsOf(node), key }, ...(children.length === 0 ? [] : [children.map((child, index) => one(child, stands, index))]))
}

/** A tree of harmless elements on the page. */
export const drawn = (tree: Tree, stands: Stands = {}): ReactNode =>
  tree.type === 'root' ? tree.children.map((child, index) => one(child, stands, index)) : one(tree, stands, 0)
