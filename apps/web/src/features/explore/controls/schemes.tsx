import { CATEGORICAL_SCHEMES, categoricalColors, SEQUENTIAL_SCHEMES, sequentialColors } from '@coset/chart-kit'
import { Select, type SelectProps, useComputedColorScheme } from '@mantine/core'
import { t } from '../../../session/i18n.ts'
import classes from './controls.module.css'
import type { EditorProps } from './types.ts'

const OWN: Readonly<Record<string, string>> = { coset: 'Coset', coset_blue: 'Blue', coset_teal: 'Teal', coset_diverging: 'Diverging' }
const nameOf = (scheme: string): string => OWN[scheme] ?? scheme.replace(/^scheme/, '').replaceAll('_', ' ')

const Swatches = ({ colors }: { readonly colors: readonly string[] }) => (
  <span className={classes['swatches']} aria-hidden>
    {colors.slice(0, 12).map((color, index) => (
      <span key={index} style={{ background: color }} />
    ))}
  </span>
)

interface Props extends EditorProps {
  readonly schemes: readonly string[]
  readonly colorsOf: (scheme: string, dark: boolean) => readonly string[]
}

const SchemeSelect = ({ control, value, labelId, onChange, schemes, colorsOf }: Props) => {
  const dark = useComputedColorScheme('light') === 'dark'
  const chosen = typeof value === 'string' && value !== '' ? value : String(control.default ?? '')
  const all = schemes.includes(chosen) || chosen === '' ? schemes : [chosen, ...schemes]
  const renderOption: SelectProps['renderOption'] = ({ option }) => (
    <span className={classes['scheme']}>
      <Swatches colors={colorsOf(String(option.value), dark)} />
      <span>{option.label}</span>
    </span>
  )
  return (
    <div className={classes['schemeBox']}>
      <Select
        size="xs"
        aria-labelledby={labelId}
        data={all.map((scheme) => ({ value: scheme, label: nameOf(scheme) }))}
        value={chosen}
        onChange={(next) => next !== null && onChange(next)}
        allowDeselect={false}
        searchable
        renderOption={renderOption}
        nothingFoundMessage={t('Nothing found')}
      />
      <Swatches colors={colorsOf(chosen, dark)} />
    </div>
  )
}

export const ColorSchemeEditor = (props: EditorProps) => <SchemeSelect {...props} schemes={CATEGORICAL_SCHEMES} colorsOf={categoricalColors} />
export const SequentialSchemeEditor = (props: EditorProps) => <SchemeSelect {...props} schemes={SEQUENTIAL_SCHEMES} colorsOf={sequentialColors} />
