const PLACE = /\{\{(\w+)\}\}/g

/** The text of a person's language; keys are the English sentences, which stand until a language brings its own. Values are put in once and never read for places. */
export const t = (text: string, values?: Readonly<Record<string, string | number>>): string =>
  values === undefined ? text : text.replace(PLACE, (_place, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : ''))
