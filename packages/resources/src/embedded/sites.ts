import type { Row } from '@coset/metadata'

/** A site as it was written: an origin, or a bare host that means it under http and https. */
const originsOf = (site: string): readonly string[] => {
  const texts = /^https?:\/\//.test(site) ? [site] : [`https://${site}`, `http://${site}`]
  return texts.flatMap((text) => (URL.canParse(text) ? [new URL(text).origin] : []))
}

export const sitesOf = (row: Pick<Row<'embedded_dashboards'>, 'allow_domain_list'>): readonly string[] =>
  row.allow_domain_list.split(',').filter((site) => site !== '')

/** Sources of `frame-ancestors`; an empty list of sites lets any site in. */
export const framingSites = (sites: readonly string[]): string => (sites.length === 0 ? '*' : [...new Set(sites.flatMap(originsOf)), "'self'"].join(' '))

/** May the page that this request came from show the dashboard? Scheme, host and port must be those of a site on the list. */
export const mayFrame = (sites: readonly string[], referrer: string | undefined): boolean => {
  if (sites.length === 0) return true
  if (referrer === undefined || !URL.canParse(referrer)) return false
  return sites.flatMap(originsOf).includes(new URL(referrer).origin)
}
