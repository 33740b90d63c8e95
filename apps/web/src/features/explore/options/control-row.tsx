import type { Control } from '@coset/chart-kit'
import { ActionIcon, Switch, Tooltip } from '@mantine/core'
import { IconInfoCircle, IconRestore } from '@tabler/icons-react'
import { memo, useId } from 'react'
import { t } from '../../../session/i18n.ts'
import { editors } from '../controls/index.tsx'
import { isEmpty, same, takesFields } from '../form/controls.ts'
import classes from './options.module.css'

interface Props {
  readonly control: Control
  readonly value: unknown
  readonly onChange: (key: string, value: unknown) => void
}

const WIDE: ReadonlySet<string> = new Set([
  'metric',
  'metrics',
  'column',
  'columns',
  'filters',
  'order_by',
  'text_area',
  'column_config',
  'conditional_formatting',
  'color_scheme',
  'sequential_scheme',
  'multi_select',
])

const Label = ({ control, id, missing }: { readonly control: Control; readonly id: string; readonly missing: boolean }) => (
  <span className={classes['label']}>
    <span id={id}>
      {t(control.label)}
      {control.required === true && (
        <span className={missing ? classes['missing'] : classes['required']}>
          <span aria-hidden> *</span>
          <span className="coset-visually-hidden">{missing ? t('needed, still empty') : t('needed')}</span>
        </span>
      )}
    </span>
    {control.description !== undefined && (
      <Tooltip label={t(control.description)} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
        <button type="button" className={classes['info']} aria-label={t('About {{name}}', { name: t(control.label) })}>
          <IconInfoCircle size={14} stroke={1.5} />
        </button>
      </Tooltip>
    )}
  </span>
)

/** One setting: its name, its editor, and a way back to the default where it differs. */
export const ControlRow = memo(function ControlRow({ control, value, onChange }: Props) {
  const id = useId()
  const hasDefault = control.default !== undefined
  const differs = hasDefault && !takesFields(control) && value !== undefined && !same(value, control.default) && !(isEmpty(value) && isEmpty(control.default))
  const reset = differs && (
    <Tooltip label={t('Back to the default')}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={t('{{name}}: back to the default', { name: t(control.label) })}
        onClick={() => onChange(control.key, control.default)}
      >
        <IconRestore size={14} stroke={1.5} />
      </ActionIcon>
    </Tooltip>
  )
  const change = (next: unknown): void => onChange(control.key, next)
  if (control.kind === 'hidden') return null
  if (control.kind === 'checkbox') {
    return (
      <div className={classes['row']} data-control={control.key}>
        <Label control={control} id={id} missing={false} />
        <span className={classes['switch']}>
          {reset}
          <Switch size="sm" aria-labelledby={id} checked={(value ?? control.default) === true} onChange={(event) => change(event.currentTarget.checked)} />
        </span>
      </div>
    )
  }
  const Editor = editors[control.kind]
  const wide = WIDE.has(control.kind)
  return (
    <div className={wide ? classes['wide'] : classes['row']} data-control={control.key}>
      <span className={classes['head']}>
        <Label control={control} id={id} missing={isEmpty(value)} />
        {reset}
      </span>
      <div className={classes['editor']}>
        <Editor control={control} value={value} labelId={id} onChange={change} />
      </div>
    </div>
  )
})
