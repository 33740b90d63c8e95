import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const face = (name: string): string => require.resolve(`@expo-google-fonts/inter/${name}`)

/** The face that pictures are set in, so that they look the same on a machine without fonts. Letters it lacks come from the machine's own. */
export const FAMILY = 'Inter'
export const REGULAR = face('400Regular/Inter_400Regular.ttf')
export const BOLD = face('600SemiBold/Inter_600SemiBold.ttf')
