import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const indigo: MantineColorsTuple = ['#eef0fe', '#dfe2fd', '#c3c8fa', '#a5b4fc', '#818cf8', '#6366f1', '#4f46e5', '#4338ca', '#3730a3', '#312e81']

const dark: MantineColorsTuple = ['#e8eaf0', '#c1c7d6', '#a3abbd', '#8790a5', '#3a4152', '#2c3140', '#222633', '#1a1d27', '#12141b', '#0d0f15']

/** Mantine in our tokens: quiet, 13 px controls, one accent. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 6, dark: 4 },
  colors: { indigo, dark },
  fontFamily: 'var(--coset-font)',
  fontFamilyMonospace: 'var(--coset-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  defaultRadius: '6px',
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } } },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', comboboxProps: { shadow: 'md' } } },
    MultiSelect: { defaultProps: { size: 'sm', comboboxProps: { shadow: 'md' } } },
    // Its placeholder is a child that menus may not have; without it the menu itself takes the focus
    Menu: { defaultProps: { shadow: 'md', withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { shadow: 'md' } },
    Tooltip: { defaultProps: { openDelay: 300 } },
    Notification: { styles: { description: { color: 'var(--coset-muted)' } } },
    Modal: { defaultProps: { radius: '10px', centered: false, overlayProps: { backgroundOpacity: 0.35 } } },
  },
})

// Mantine sets these once per colour scheme, which wins over its scheme-less variables: so do we.
const shared = {
  '--mantine-color-body': 'var(--coset-surface)',
  '--mantine-color-text': 'var(--coset-text)',
  '--mantine-color-dimmed': 'var(--coset-muted)',
  '--mantine-color-default-border': 'var(--coset-line)',
  '--mantine-color-placeholder': 'var(--coset-muted)',
  '--mantine-color-error': 'var(--coset-negative)',
  '--mantine-color-anchor': 'var(--coset-link, var(--coset-accent))',
}

/** Mantine's own surfaces in our colours, both themes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: {
    ...shared,
    '--mantine-color-default': 'var(--coset-raised)',
    '--mantine-color-default-hover': '#2a2f3e',
    '--mantine-primary-color-filled': '#4f46e5',
    '--mantine-primary-color-filled-hover': '#4338ca',
    '--mantine-primary-color-light': 'var(--coset-accent-soft)',
    '--mantine-primary-color-light-color': 'var(--coset-accent)',
  },
})
