import { expect, test } from 'vitest'
import { scopedSelector, splitSelectors } from './selectors.ts'

const IN = ':where(.dashboard-content, .dashboard-content *)'

test.each([
  ['.header-title', `:is(.header-title)${IN}`],
  ['body', `:is(.dashboard-content)${IN}`],
  ['html .chart-slice', `:is(.dashboard-content .chart-slice)${IN}`],
  ['body.dark', `:is(.dashboard-content.dark)${IN}`],
  ['.a::before', `:is(.a)${IN}::before`],
  ['::selection', `:is(*)${IN}::selection`],
  ['[data-chart-id="12"] h3', `:is([data-chart-id="12"] h3)${IN}`],
  ['bodyguard', `:is(bodyguard)${IN}`],
])('%s reaches the dashboard only', (selector, scoped) => {
  expect(scopedSelector(selector)).toBe(scoped)
})

test.each(['input[value^="a"]', '[href*="token"]', ':not([name])', '.a::before .b', ':host', ':is(.a::after)', '[data-chart-id="1"][title^="x"]'])(
  '31: %s is left out',
  (selector) => {
    expect(scopedSelector(selector)).toBeNull()
  },
)

test('commas inside of brackets do not part selectors', () => {
  expect(splitSelectors('.a, :is(.b, .c) > d ,e,')).toEqual(['.a', ':is(.b, .c) > d', 'e'])
})
