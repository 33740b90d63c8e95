import { sanitize } from 'hast-util-sanitize'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toHast } from 'mdast-util-to-hast'
import { gfm } from 'micromark-extension-gfm'
import { useMemo, useState } from 'react'
import { drawn } from './drawn.ts'
import { withHtml } from './html.ts'

/** Pictures of other sites would tell them who reads, and are refused by the content policy; the ways in and out of this one are no pictures. */
const isOwnPicture = (src: string): boolean => {
  const url = URL.parse(src, window.location.href)
  return url !== null && url.origin === window.location.origin && !/^\/+log(?:in|out)\b/i.test(url.pathname)
}

/** A picture that cannot be had shows its description instead of a broken frame. */
const Picture = ({ src, alt }: { readonly src?: string; readonly alt?: string }) => {
  const [broken, setBroken] = useState(false)
  return broken || src === undefined || !isOwnPicture(src) ? <span>{alt}</span> : <img src={src} alt={alt ?? ''} onError={() => setBroken(true)} />
}

/** The browser knows the two thousand names of characters; `name` is letters and digits, so that nothing but a character can come of it. */
const named = (name: string): string | null => {
  const reader = document.createElement('textarea')
  reader.innerHTML = `&${name};`
  return reader.value === `&${name};` ? null : reader.value
}

const read = (text: string) => {
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  return sanitize(withHtml(toHast(tree, { allowDangerousHtml: true }), named))
}

/** GitHub's Markdown; HTML in it is read and then cut down to harmless elements. */
export const MarkdownText = ({ text }: { readonly text: string }) => {
  const tree = useMemo(() => read(text), [text])
  return drawn(tree, { img: Picture })
}
