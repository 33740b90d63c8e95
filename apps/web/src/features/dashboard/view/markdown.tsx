import { changeMeta } from '@coset/chart-kit/dashboard'
import { Textarea } from '@mantine/core'
import { useState } from 'react'
import ReactMarkdown from 'react-markdown'
import rehypeRaw from 'rehype-raw'
import rehypeSanitize from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { t } from '../../../session/i18n.ts'
import { useDashboard } from '../model/context.ts'
import classes from './grid.module.css'

/** Pictures of other sites would tell them who reads, and are refused by the content policy; the ways in and out of this one are no pictures. */
const isOwnPicture = (src: string): boolean => {
  const url = URL.parse(src, window.location.href)
  return url !== null && url.origin === window.location.origin && !/^\/+log(?:in|out)\b/i.test(url.pathname)
}

/** A picture that cannot be had shows its description instead of a broken frame. */
const Picture = ({ src, alt }: { readonly src?: string | undefined; readonly alt?: string | undefined }) => {
  const [broken, setBroken] = useState(false)
  return broken || src === undefined || !isOwnPicture(src) ? <span>{alt}</span> : <img src={src} alt={alt ?? ''} onError={() => setBroken(true)} />
}

/** Text of a dashboard: GitHub's Markdown; HTML in it is parsed and then cut down to harmless elements. While arranging, its source. */
export const Markdown = ({ id, code, editing }: { readonly id: string; readonly code: string; readonly editing: boolean }) => {
  const { edit } = useDashboard()
  if (editing)
    return (
      <Textarea
        aria-label={t('Markdown text')}
        autosize
        minRows={3}
        value={code}
        onChange={(event) => {
          const next = event.currentTarget.value
          edit((before) => changeMeta(before, id, { code: next }))
        }}
      />
    )
  return (
    <div className={classes['markdown']}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[rehypeRaw, rehypeSanitize]}
        components={{ img: ({ src, alt }) => <Picture src={typeof src === 'string' ? src : undefined} alt={alt} /> }}
      >
        {code}
      </ReactMarkdown>
    </div>
  )
}
