import { COUNTRY_CODES } from './codes.ts'

export interface Country {
  readonly cca2: string
  readonly cca3: string
  readonly cioc: string
  /** ISO numeric code with leading zeros; `-` for countries without one. */
  readonly number: string
  readonly name: string
  /** Longitude and latitude in degrees; undefined where there is no shape. */
  readonly at?: readonly [number, number]
}

/** Names in use that neither the map nor the English region names know. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  BHS: ['Bahamas, The'],
  BOL: ['Bolivia, Plurinational State of'],
  CIV: ["Cote d'Ivoire", 'Ivory Coast'],
  COD: ['Congo, Dem. Rep.', 'Democratic Republic of the Congo', 'Congo (Kinshasa)', 'Congo, The Democratic Republic of the'],
  COG: ['Congo, Rep.', 'Republic of the Congo', 'Congo (Brazzaville)', 'Congo'],
  CPV: ['Cabo Verde', 'Cape Verde'],
  CZE: ['Czech Republic', 'Czechia'],
  EGY: ['Egypt, Arab Rep.'],
  FSM: ['Micronesia, Fed. Sts.', 'Micronesia'],
  GBR: ['UK', 'Great Britain', 'England'],
  GMB: ['Gambia, The', 'The Gambia'],
  HKG: ['Hong Kong SAR, China', 'Hong Kong'],
  IRN: ['Iran, Islamic Rep.', 'Iran, Islamic Republic of'],
  KGZ: ['Kyrgyz Republic'],
  KNA: ['St. Kitts and Nevis'],
  KOR: ['Korea, Rep.', 'Republic of Korea', 'Korea, Republic of', 'Korea'],
  LAO: ['Lao PDR', "Lao People's Democratic Republic"],
  LCA: ['St. Lucia'],
  MAC: ['Macao SAR, China', 'Macau'],
  MDA: ['Moldova, Republic of'],
  MKD: ['Macedonia, FYR', 'North Macedonia', 'Macedonia'],
  MMR: ['Burma'],
  NLD: ['Holland'],
  PRK: ['Korea, Dem. Rep.', "Korea, Democratic People's Republic of"],
  PSE: ['West Bank and Gaza', 'State of Palestine'],
  RUS: ['Russian Federation'],
  SVK: ['Slovak Republic'],
  SWZ: ['Swaziland'],
  SYR: ['Syrian Arab Republic'],
  TLS: ['East Timor'],
  TUR: ['Turkiye', 'Türkiye'],
  TZA: ['Tanzania, United Republic of'],
  USA: ['US', 'U.S.', 'U.S.A.', 'United States of America'],
  VCT: ['St. Vincent and the Grenadines'],
  VEN: ['Venezuela, RB', 'Venezuela, Bolivarian Republic of'],
  VIR: ['Virgin Islands (U.S.)'],
  VNM: ['Viet Nam'],
  YEM: ['Yemen, Rep.'],
}

const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })

function parse(line: string): Country {
  const [cca2 = '', cca3 = '', number = '-', place = '-', cioc = cca3] = line.split(' ')
  const [longitude, latitude] = place.split(',').map(Number)
  const known = place !== '-' && longitude !== undefined && latitude !== undefined
  return { cca2, cca3, cioc, number, name: regionNames.of(cca2) ?? cca3, ...(known && { at: [longitude, latitude] as const }) }
}

export const countries: readonly Country[] = COUNTRY_CODES.trim().split('\n').map(parse)

/** Case, accents and punctuation do not tell countries apart. */
function bare(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/&/g, 'and')
    .replace(/\bst\b\.?/g, 'saint')
    .replace(/[^a-z]/g, '')
}

function index(keys: (country: Country) => readonly string[]): ReadonlyMap<string, Country> {
  return new Map(countries.flatMap((country) => keys(country).map((key) => [bare(key), country] as const)))
}

export type CountryField = 'name' | 'cioc' | 'cca2' | 'cca3'

const indexes: Readonly<Record<CountryField, ReadonlyMap<string, Country>>> = {
  name: index((country) => [country.name, ...(OTHER_NAMES[country.cca3] ?? [])]),
  cioc: index((country) => [country.cioc]),
  cca2: index((country) => [country.cca2]),
  cca3: index((country) => [country.cca3]),
}

/** The country that a value names; case and accents do not matter. Undefined for regions, sums and unknown text. */
export function findCountry(value: unknown, field: CountryField): Country | undefined {
  return typeof value === 'string' ? indexes[field].get(bare(value)) : undefined
}

const byNumber = new Map(countries.map((country) => [country.number, country]))

/** The country of a map shape, by its numeric code, else by its name. */
export function countryOfShape(id: string | undefined, name: string): Country | undefined {
  return (id === undefined ? undefined : byNumber.get(id)) ?? indexes.name.get(bare(name))
}
