import { describe, expect, it } from 'vitest'
import { t } from './i18n.ts'

describe('texts', () => {
  it('put values into their places', () => {
    expect(t('Saved')).toBe('Saved')
    expect(t('{{name}} and {{count}} more of {{name}}', { name: 'Ann', count: 0 })).toBe('Ann and 0 more of Ann')
    expect(t('Between {{from}} and {{to}}', { from: '', to: 'now' })).toBe('Between  and now')
  })

  it('say nothing where a value is missing', () => expect(t('Hello {{toString}}{{name}}!', {})).toBe('Hello !'))

  it('never read a value for places or patterns', () =>
    expect(t('{{name}} by {{who}}', { name: '{{who}} $& $1 $t(x)', who: '<b>' })).toBe('{{who}} $& $1 $t(x) by <b>'))
})
