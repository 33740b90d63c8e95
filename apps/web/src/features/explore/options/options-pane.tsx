import type { ChartDefinition, Control, ControlGroup, FormData } from '@coset/chart-kit'
import { SegmentedControl, TextInput } from '@mantine/core'
import { IconChevronRight, IconSearch } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { isVisible, same, takesFields } from '../form/controls.ts'
import { ControlRow } from './control-row.tsx'
import classes from './options.module.css'

interface Props {
  readonly definition: ChartDefinition
  readonly formData: FormData
  readonly group: ControlGroup
  readonly onGroup: (group: ControlGroup) => void
  readonly onChange: (key: string, value: unknown) => void
  /** The chart type, above the options. */
  readonly head: ReactNode
  /** The button that folds the pane. */
  readonly fold: ReactNode
  /** A control to be shown and focused; a new object each time it is asked for. */
  readonly focus: { readonly key: string } | null
}

const GROUPS: readonly ControlGroup[] = ['Data', 'Look', 'Behaviour']

const matches = (control: Control, words: string): boolean => `${t(control.label)} ${control.description ?? ''} ${control.key}`.toLowerCase().includes(words)

const changedCount = (controls: readonly Control[], formData: FormData): number =>
  controls.filter(
    (control) => control.default !== undefined && !takesFields(control) && formData[control.key] !== undefined && !same(formData[control.key], control.default),
  ).length

interface Shown {
  readonly label: string
  readonly controls: readonly Control[]
}

const Section = ({
  section,
  open,
  focus,
  formData,
  onChange,
}: {
  readonly section: Shown
  readonly open: boolean
  readonly focus: Props['focus']
  readonly formData: FormData
  readonly onChange: Props['onChange']
}) => {
  const [isOpen, setOpen] = useState(open)
  const isAsked = focus !== null && section.controls.some((control) => control.key === focus.key)
  useEffect(() => {
    if (isAsked && focus !== null) setOpen(true)
  }, [isAsked, focus])
  const changed = changedCount(section.controls, formData)
  return (
    <details className={classes['section']} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <IconChevronRight size={14} stroke={1.5} className={classes['chevron']} aria-hidden />
        {t(section.label)}
        {changed > 0 && <span className={classes['count']}>{t('{{count}} changed', { count: changed })}</span>}
      </summary>
      {isOpen && (
        <div className={classes['controls']}>
          {section.controls.map((control) => (
            <ControlRow key={control.key} control={control} value={formData[control.key]} onChange={onChange} />
          ))}
        </div>
      )}
    </details>
  )
}

/** Scrolls to a control once it stands there and gives its first part the focus. */
function useFocus(focus: Props['focus']): React.RefObject<HTMLElement | null> {
  const box = useRef<HTMLElement | null>(null)
  useEffect(() => {
    if (focus === null) return
    const timer = setTimeout(() => {
      const row = box.current?.querySelector(`[data-control="${CSS.escape(focus.key)}"]`)
      row?.scrollIntoView({ block: 'center' })
      row?.querySelector<HTMLElement>('button, input, textarea, [tabindex="0"]')?.focus({ preventScroll: true })
    }, 60)
    return () => clearTimeout(timer)
  }, [focus])
  return box
}

/** Everything that can be set on this chart, by group, with a search over all groups. */
export const OptionsPane = ({ definition, formData, group, onGroup, onChange, head, fold, focus }: Props) => {
  const [search, setSearch] = useState('')
  const box = useFocus(focus)
  const words = search.trim().toLowerCase()
  const groups = GROUPS.filter((name) =>
    definition.controls.some((section) => section.group === name && section.controls.some((control) => isVisible(control, formData))),
  )
  const active = groups.includes(group) ? group : (groups[0] ?? 'Data')
  const sections = definition.controls
    .filter((section) => words !== '' || section.group === active)
    .map(
      (section): Shown => ({
        label: section.label,
        controls: section.controls.filter((control) => isVisible(control, formData) && (words === '' || matches(control, words))),
      }),
    )
    .filter((section) => section.controls.length > 0)
  return (
    <div className={classes['pane']}>
      <div className={classes['top']}>
        {head}
        {words === '' && groups.length > 1 && (
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={t('Kind of options')}
            value={active}
            onChange={(value) => onGroup(GROUPS.find((name) => name === value) ?? 'Data')}
            data={groups.map((name) => ({ value: name, label: t(name) }))}
          />
        )}
        <div className={classes['find']}>
          <TextInput
            size="xs"
            type="search"
            aria-label={t('Search options')}
            placeholder={t('Search options')}
            leftSection={<IconSearch size={14} stroke={1.5} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          {fold}
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard */}
      <section ref={box} className={classes['scroll']} tabIndex={0} aria-label={t('Options')}>
        {sections.length === 0 && <p>{t('No option is called so.')}</p>}
        {sections.map((section, index) => (
          <Section
            key={`${definition.vizType}:${active}:${section.label}:${words === '' ? '' : 'search'}`}
            section={section}
            open={words !== '' || index < 2}
            focus={focus}
            formData={formData}
            onChange={onChange}
          />
        ))}
      </section>
    </div>
  )
}
