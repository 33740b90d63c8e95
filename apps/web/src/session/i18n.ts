import i18next from 'i18next'

void i18next.init({
  lng: 'en',
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  resources: { en: { translation: {} } },
  interpolation: { escapeValue: false },
  returnEmptyString: false,
})

/** The text of a person's language; keys are the English sentences. */
export const t = (text: string, values?: Record<string, string | number>): string => (values === undefined ? i18next.t(text) : i18next.t(text, values))
