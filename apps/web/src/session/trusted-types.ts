interface Policies {
  createPolicy(name: 'default', rules: Readonly<Record<'createHTML' | 'createScript' | 'createScriptURL', (text: string) => string | null>>): unknown
}

/** Text that makes no element, however it is parsed; libraries empty nodes and read entities that way. Null: refused by the browser. */
export const harmlessHtml = (text: string): string | null => (text.includes('<') ? null : text)

/** Under the page's content policy nothing becomes markup or a script but what passes here: text without elements, and nothing that runs. */
export const guardMarkup = (): void => {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: Policies }
  trustedTypes?.createPolicy('default', { createHTML: harmlessHtml, createScript: () => null, createScriptURL: () => null })
}

guardMarkup()
