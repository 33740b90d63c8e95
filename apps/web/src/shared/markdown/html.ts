import { defaultSchema } from 'hast-util-sanitize'
import type { toHast } from 'mdast-util-to-hast'
import { type Decode, type HtmlToken, readHtml } from './html-tokens.ts'

/** The tree that Markdown becomes. */
export type Tree = ReturnType<typeof toHast>
export type Element = Extract<Tree, { readonly type: 'element' }>
type Child = Element['children'][number]
type Properties = Element['properties']

interface Open {
  readonly tag: string
  readonly children: Child[]
}

/** Deeper than anybody writes; what is deeper stands beside, so that no text exhausts the stack. */
const DEEPEST = 100

const VOID: ReadonlySet<string> = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'])
/** Attributes whose presence alone says yes. */
const BOOLEAN: ReadonlySet<string> = new Set(['open', 'disabled', 'checked', 'multiple', 'readOnly', 'itemScope'])

/** Tags whose start ends an open paragraph. */
const BLOCK =
  'address article aside blockquote center details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table ul'
const LISTS: readonly string[] = ['ul', 'ol', 'dl']
const CELLS: readonly string[] = ['td', 'th']
const PARTS: readonly string[] = ['thead', 'tbody', 'tfoot']

interface Ending {
  /** Elements that end when the tag starts. */
  readonly ends: readonly string[]
  /** An end is looked for up to one of these. */
  readonly within: readonly string[]
}

const ENDINGS: ReadonlyMap<string, Ending> = new Map([
  ...BLOCK.split(' ').map((tag): [string, Ending] => [tag, { ends: ['p'], within: [...CELLS, 'table', 'li', 'button'] }]),
  ['li', { ends: ['li', 'p'], within: LISTS }],
  ['dt', { ends: ['dt', 'dd', 'p'], within: LISTS }],
  ['dd', { ends: ['dt', 'dd', 'p'], within: LISTS }],
  ['td', { ends: CELLS, within: ['table'] }],
  ['th', { ends: CELLS, within: ['table'] }],
  ['tr', { ends: ['tr', ...CELLS], within: ['table'] }],
  ...PARTS.map((tag): [string, Ending] => [tag, { ends: [...PARTS, 'tr', ...CELLS], within: ['table'] }]),
])

const plainName = (name: string): string => name.replaceAll('-', '').toLowerCase()

/** Names of attributes as the tree calls them; those that are cut away anyway are not here. */
const PROPERTIES: ReadonlyMap<string, string> = new Map(
  Object.values(defaultSchema.attributes ?? {})
    .flat()
    .map((rule) => (typeof rule === 'string' ? rule : rule[0]))
    .map((property) => [property === 'className' ? 'class' : property === 'htmlFor' ? 'for' : plainName(property), property]),
)

const propertiesOf = (attributes: ReadonlyMap<string, string>): Properties => {
  const properties: Properties = {}
  for (const [name, value] of attributes) {
    const property = PROPERTIES.get(plainName(name))
    if (property === undefined) continue
    properties[property] = BOOLEAN.has(property) ? true : property === 'className' ? value.split(/\s+/).filter((one) => one !== '') : value
  }
  return properties
}

const endWhatEndsBefore = (stack: Open[], tag: string): void => {
  const ending = ENDINGS.get(tag)
  if (ending === undefined) return
  for (let at = stack.length - 1; at > 0; at--) {
    const open = stack[at]?.tag ?? ''
    if (ending.within.includes(open)) return
    if (ending.ends.includes(open)) stack.splice(at)
  }
}

const apply = (stack: Open[], token: HtmlToken): void => {
  if (token.kind === 'close') {
    const at = stack.findLastIndex((open, index) => index > 0 && open.tag === token.tag)
    if (at > 0) stack.splice(at)
    return
  }
  const into = stack.at(-1)
  if (token.kind === 'text') {
    // The line break behind the start of a preformatted text is none of it
    const value = into?.tag === 'pre' && into.children.length === 0 ? token.value.replace(/^\n/, '') : token.value
    into?.children.push({ type: 'text', value })
    return
  }
  endWhatEndsBefore(stack, token.tag)
  const children: Child[] = []
  stack.at(-1)?.children.push({ type: 'element', tagName: token.tag, properties: propertiesOf(token.attributes), children })
  if (!VOID.has(token.tag) && stack.length < DEEPEST) stack.push({ tag: token.tag, children })
}

const built = (nodes: readonly Tree[], decode: Decode): Child[] => {
  const root: Child[] = []
  const stack: Open[] = [{ tag: '', children: root }]
  for (const node of nodes) {
    if (node.type === 'raw') for (const token of readHtml(node.value, decode)) apply(stack, token)
    else if (node.type === 'element') {
      endWhatEndsBefore(stack, node.tagName)
      stack.at(-1)?.children.push({ ...node, children: built(node.children, decode) })
    } else if (node.type === 'text') stack.at(-1)?.children.push(node)
  }
  return root
}

/**
 * A tree whose pieces of HTML are elements; what is not harmless is cut away afterwards. The tree is never written out and parsed again, so that nothing
 * depends on reading every odd piece of HTML exactly as browsers do.
 */
export const withHtml = (tree: Tree, decode: Decode): Tree => ({ type: 'root', children: built(tree.type === 'root' ? tree.children : [tree], decode) })
