import { type ChartTheme, contrast, DARK_THEME, LIGHT_THEME } from '@coset/chart-kit'
import { Anchor, Badge, Button, Group, Input, Table, Text, useComputedColorScheme } from '@mantine/core'
import type { CSSProperties } from 'react'
import { t } from '../../session/i18n.ts'
import { plainColor } from '../../shared/theme/plain-color.ts'
import { idleTokens, READABLE, type Theme, themedChart, type Variables, variablesFor } from '../../shared/theme/tokens.ts'
import classes from './theme-list.module.css'

const BARS = [34, 52, 41, 66, 58, 74]
const LINE = 'M10 62 L38 50 L66 54 L94 36 L122 40 L150 18'

const OWN_BUTTON = '#4f46e5'

/** Texts of the theme that are hard to read, each with its contrast. */
const faintOf = (colors: ChartTheme, variables: Variables): readonly string[] => {
  const plain = (name: string, otherwise: string): string => plainColor(variables.get(name) ?? otherwise)
  return [
    { name: t('text'), at: contrast(colors.text, colors.background) },
    { name: t('links'), at: contrast(plain('--coset-link', colors.accent), colors.background) },
    { name: t('the first colour'), at: contrast(colors.accent, colors.background) },
    { name: t('buttons'), at: contrast('#ffffff', plain('--mantine-primary-color-filled', OWN_BUTTON)) },
  ].flatMap(({ name, at }) => (at < READABLE ? [`${name} (${at.toFixed(1)} : 1)`] : []))
}

const Chart = ({ colors }: { readonly colors: ChartTheme }) => (
  <svg viewBox="0 0 330 100" className={classes['chart']} aria-hidden fontFamily={colors.fontFamily} fontSize={9}>
    {[20, 50, 80].map((y) => (
      <line key={y} x1={4} x2={326} y1={y} y2={y} stroke={colors.line} />
    ))}
    {BARS.map((height, i) => (
      <rect key={i} x={10 + i * 26} y={80 - height} width={18} height={height} rx={2} fill={colors.accent} />
    ))}
    <path d={LINE} transform="translate(168 8)" fill="none" stroke={colors.positive} strokeWidth={2} />
    <path d={LINE} transform="translate(168 84) scale(1 -1)" fill="none" stroke={colors.negative} strokeWidth={2} />
    <text x={10} y={94} fill={colors.mutedText}>
      {t('Months')}
    </text>
    <text x={180} y={94} fill={colors.mutedText}>
      {t('Up and down')}
    </text>
  </svg>
)

const Told = ({ names, text }: { readonly names: readonly string[]; readonly text: string }) =>
  names.length === 0 ? null : (
    <Text size="xs" c="dimmed">
      {text} {names.slice(0, 12).join(', ')}
      {names.length > 12 && ' …'}
    </Text>
  )

/** A small board drawn with the tokens of a theme: nothing on it does anything. */
export const Preview = ({ theme }: { readonly theme: Theme }) => {
  const dark = useComputedColorScheme('light') === 'dark'
  const variables = variablesFor(theme, dark, plainColor)
  const colors = themedChart(dark ? DARK_THEME : LIGHT_THEME, variables, plainColor)
  const faint = faintOf(colors, variables)
  const { unknown, wrong } = idleTokens(theme.tokens)
  return (
    <section aria-label={t('Preview')} className={classes['preview']}>
      <Input.Label labelElement="div">{t('Preview')}</Input.Label>
      <div className={classes['board']} style={Object.fromEntries(variables) as CSSProperties} inert data-testid="theme-board">
        <Text fw={600}>{t('Sales of the year')}</Text>
        <Group gap="xs">
          <Button size="xs">{t('Publish')}</Button>
          <Button size="xs" variant="light">
            {t('Share')}
          </Button>
          <Button size="xs" variant="default">
            {t('Later')}
          </Button>
        </Group>
        <Group gap="xs">
          <Anchor component="span" size="sm">
            {t('A link')}
          </Anchor>
          <Badge className={classes['good'] ?? ''}>{t('Good')}</Badge>
          <Badge className={classes['careful'] ?? ''}>{t('Careful')}</Badge>
          <Badge className={classes['bad'] ?? ''}>{t('Bad')}</Badge>
        </Group>
        <Table verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('Region')}</Table.Th>
              <Table.Th>{t('Sales')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Table.Tr>
              <Table.Td>{t('North')}</Table.Td>
              <Table.Td>1,204</Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Td>{t('South')}</Table.Td>
              <Table.Td>987</Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
        <Chart colors={colors} />
      </div>
      {theme.isDark !== dark && (
        <Text size="xs" c="dimmed">
          {dark
            ? t('Made for light pages: dark ones take its accents, corners and letters alone.')
            : t('Made for dark pages: light ones take its accents, corners and letters alone.')}
        </Text>
      )}
      <Told names={faint} text={t('Hard to read:')} />
      <Told names={wrong} text={t('Left out, as the value is none:')} />
      <Told names={unknown} text={t('Kept, without effect here:')} />
    </section>
  )
}
