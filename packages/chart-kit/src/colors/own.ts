/** Our categorical colours: told apart with the common colour blindnesses, 3 : 1 or better on each theme's background. */
export const OWN_LIGHT: readonly string[] = ['#4f5bd5', '#d9731a', '#12877a', '#c23b75', '#a67c00', '#2c86c7', '#7d4fb3', '#6f7f1f', '#97563a', '#64748b']
export const OWN_DARK: readonly string[] = ['#8b95f6', '#f0974a', '#3fbfae', '#ec7aa8', '#d6ac2e', '#62b2ec', '#b48ae6', '#a9bb4d', '#cf8d6d', '#94a3b8']

/** Our sequential ranges, from low to high. On dark backgrounds low is dark. */
export const OWN_RANGES: Readonly<Record<string, { readonly light: readonly string[]; readonly dark: readonly string[] }>> = {
  coset_blue: { light: ['#dde2fb', '#bcc3f6', '#8f99ec', '#5c68da', '#343f9f'], dark: ['#1d2140', '#323a7c', '#5560c4', '#8b95f6', '#d5d9ff'] },
  coset_teal: { light: ['#e6f6f3', '#b0e0d8', '#64bfb2', '#12877a', '#0a524a'], dark: ['#0f2e2b', '#125a52', '#1f8f82', '#56cdbd', '#cbf5ee'] },
  coset_diverging: { light: ['#1f6fb2', '#9cc6e8', '#f2f2f0', '#f3b98a', '#c2560f'], dark: ['#62b2ec', '#2b5d86', '#2a2d33', '#8a5424', '#f0974a'] },
}
