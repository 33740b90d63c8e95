/** Sites as people write them: one a line, or with commas or blanks between. */
export const sitesOf = (text: string): readonly string[] => [...new Set(text.split(/[\s,]+/).filter((site) => site !== ''))]

/** What a page of another site does to show the dashboard. */
export const sampleOf = (uuid: string, origin: string): string => `import { embedDashboard } from '@superset-ui/embedded-sdk'

await embedDashboard({
  id: '${uuid}',
  supersetDomain: '${origin}',
  mountPoint: document.getElementById('dashboard'),
  // Your server asks ${origin}/api/v1/security/guest_token/
  fetchGuestToken: async () => (await fetch('/guest-token')).text(),
})
`
