/** The address of a webhook, or what is wrong with it in a sentence that does not show it: addresses of webhooks are secrets. */
export const webhookAddress = (target: string): URL | string => {
  const text = target.trim()
  if (text === '') return 'The recipients need the address of a webhook'
  if (text.length > 2000) return 'The address of a webhook has at most 2000 characters'
  if (/[\s\u0000-\u001f\u007f\\]/.test(text) || !/^https?:\/\//i.test(text) || !URL.canParse(text))
    return 'The address of a webhook must look like https://host/path'
  return new URL(text)
}
