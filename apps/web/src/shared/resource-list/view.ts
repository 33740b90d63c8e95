export type View = 'table' | 'cards'

const known = (text: string | null): View | null => (text === 'cards' || text === 'card' ? 'cards' : text === 'table' ? 'table' : null)

/** How a list is shown: as its address says (`view=cards`, and `viewMode=card` of older links), else as this person chose last, else as the site has it. */
export const viewOf = (parameters: URLSearchParams, kept: string | null, byDefault: View): View =>
  known(parameters.get('view')) ?? known(parameters.get('viewMode')) ?? known(kept) ?? byDefault
