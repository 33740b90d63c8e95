import type { LayoutDiff } from '@coset/contract'
import type { CSSProperties } from 'react'
import { t } from '../../session/i18n.ts'
import classes from './layout-diff.module.css'
import { type Placed, placesOf } from './places.ts'
import type { Snapshot } from './types.ts'

type State = 'added' | 'removed' | 'moved' | 'resized' | 'changed' | 'same'

const SIGNS: Readonly<Record<State, string>> = { added: '+', removed: '−', moved: '↔', resized: '⤢', changed: '✎', same: '' }
const COLUMNS = 12
const UNIT_PX = 8
const WIDTH_PX = 1200

const labelOf = (state: State): string => {
  const labels: Readonly<Record<State, string>> = {
    added: t('added'),
    removed: t('removed'),
    moved: t('moved'),
    resized: t('resized'),
    changed: t('changed'),
    same: '',
  }
  return labels[state]
}

const statesOf = (diff: LayoutDiff): ReadonlyMap<string, State> =>
  new Map([
    ...diff.changed.map((one) => [one.id, 'changed'] as const),
    ...diff.resized.map((one) => [one.id, 'resized'] as const),
    ...diff.moved.map((one) => [one.id, 'moved'] as const),
    ...diff.added.map((one) => [one.id, 'added'] as const),
    ...diff.removed.map((one) => [one.id, 'removed'] as const),
  ])

const rowOf = (snapshot: Snapshot): readonly Placed[] => {
  const position = snapshot.row['position_json']
  return placesOf(typeof position === 'string' ? position : '', snapshot.names)
}

const placeStyle = ({ x, y, width, height }: Placed, deep: number): CSSProperties => ({
  insetInlineStart: `${(x / COLUMNS) * 100}%`,
  insetBlockStart: `${(y / deep) * 100}%`,
  inlineSize: `${(Math.min(width, COLUMNS - x) / COLUMNS) * 100}%`,
  blockSize: `${(height / deep) * 100}%`,
})

interface SideProps {
  readonly title: string
  readonly boxes: readonly Placed[]
  /** Where moved boxes stood: dashed. */
  readonly ghosts: readonly Placed[]
  readonly states: ReadonlyMap<string, State>
  readonly deep: number
}

const Side = ({ title, boxes, ghosts, states, deep }: SideProps) => (
  <figure className={classes['side']}>
    <figcaption>{title}</figcaption>
    <ul className={classes['board']} style={{ aspectRatio: `${WIDTH_PX} / ${deep * UNIT_PX}` }} aria-label={title}>
      {ghosts.map((ghost) => (
        <li key={`was ${ghost.id}`} className={classes['ghost']} style={placeStyle(ghost, deep)} aria-hidden />
      ))}
      {boxes.map((box) => {
        const state = states.get(box.id) ?? 'same'
        return (
          <li key={box.id} className={classes['place']} style={placeStyle(box, deep)}>
            <span className={classes['box']} data-state={state} title={state === 'same' ? box.name : `${box.name}: ${labelOf(state)}`}>
              {state !== 'same' && (
                <strong className={classes['sign']} aria-hidden>
                  {SIGNS[state]}
                </strong>
              )}
              <span className={classes['name']}>{box.name}</span>
              {state !== 'same' && <span className="coset-visually-hidden">{labelOf(state)}</span>}
            </span>
          </li>
        )
      })}
    </ul>
  </figure>
)

interface Tab {
  readonly key: string
  readonly names: readonly string[]
}

/** Tabs in which something differs, in the order of the dashboard. */
const tabsWith = (states: ReadonlyMap<string, State>, before: readonly Placed[], after: readonly Placed[]): readonly Tab[] => {
  const tabs = new Map<string, Tab>()
  for (const { id, tab, tabs: names } of [...after, ...before]) if (states.has(id) && !tabs.has(tab)) tabs.set(tab, { key: tab, names })
  return [...tabs.values()]
}

const depthOf = (boxes: readonly Placed[]): number => Math.max(20, ...boxes.map(({ y, height }) => y + height))

/** What differs between two arrangements, drawn to scale beside one another. */
export const LayoutPicture = ({ diff, before, after }: { readonly diff: LayoutDiff; readonly before: Snapshot; readonly after: Snapshot }) => {
  const states = statesOf(diff)
  const [was, is] = [rowOf(before), rowOf(after)]
  const tabs = tabsWith(states, was, is)
  if (tabs.length === 0) return null
  const shown = new Set([...was, ...is].flatMap(({ id }) => states.get(id) ?? []))
  return (
    <section className={classes['picture']} aria-label={t('How the arrangement changed')}>
      <p className={classes['legend']}>
        {(['added', 'removed', 'moved', 'resized', 'changed'] as const)
          .filter((state) => shown.has(state))
          .map((state) => (
            <span key={state} className={classes['key']} data-state={state}>
              <strong aria-hidden>{SIGNS[state]}</strong> {labelOf(state)}
            </span>
          ))}
      </p>
      {tabs.map(({ key, names }) => {
        const [old, now] = [was.filter((box) => box.tab === key), is.filter((box) => box.tab === key)]
        const deep = depthOf([...old, ...now])
        const ghosts = old.filter((box) => states.get(box.id) === 'moved' && now.some(({ id }) => id === box.id))
        return (
          <div key={key}>
            {names.length > 0 && <h4 className={classes['tab']}>{t('Tab {{name}}', { name: names.join(' / ') })}</h4>}
            <div className={classes['sides']}>
              <Side title={t('Before')} boxes={old} ghosts={[]} states={states} deep={deep} />
              <Side title={t('After')} boxes={now} ghosts={ghosts} states={states} deep={deep} />
            </div>
          </div>
        )
      })}
    </section>
  )
}
