import { t } from '../../session/i18n.ts'
import classes from './history.module.css'
import { diffLines, folded, type Line } from './lines.ts'

const wordOf = (sign: Line['sign']): string => (sign === '+' ? t('new:') : sign === '−' ? t('gone:') : '')

/** What differs between two texts, line by line, read without colour. */
export const TextDiff = ({ label, before, after }: { readonly label: string; readonly before: string; readonly after: string }) => {
  if (before === after) return null
  return (
    <figure className={classes['text']}>
      <figcaption>{label}</figcaption>
      <pre>
        {folded(diffLines(before, after)).map((line, i) => (
          <span key={i} className={classes['line']} data-sign={line.sign}>
            <span aria-hidden>{line.sign}</span>
            <span className="coset-visually-hidden">{wordOf(line.sign)}</span>
            <code>{line.text}</code>
          </span>
        ))}
      </pre>
    </figure>
  )
}
