import { MarkdownText } from '../../../shared/markdown/index.tsx'
import classes from './grid.module.css'

/** Text of a dashboard. */
export const Markdown = ({ code }: { readonly code: string }) => (
  <div className={classes['markdown']}>
    <MarkdownText text={code} />
  </div>
)
