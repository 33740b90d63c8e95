import type { Layout } from '@coset/chart-kit/dashboard'
import { expect, test } from 'vitest'
import { wayTo } from './anchor.ts'

const layout: Layout = {
  ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['TABS-1'], meta: {} },
  'TABS-1': { id: 'TABS-1', type: 'TABS', children: ['TAB-1', 'TAB-2'], meta: {} },
  'TAB-1': { id: 'TAB-1', type: 'TAB', children: ['CHART-1'], meta: {} },
  'TAB-2': { id: 'TAB-2', type: 'TAB', children: ['ROW-1', 'gone'], meta: {} },
  'ROW-1': { id: 'ROW-1', type: 'ROW', children: ['CHART-2', 'ROOT_ID'], meta: {} },
  'CHART-1': { id: 'CHART-1', type: 'CHART', children: [], meta: { chartId: 1 } },
  'CHART-2': { id: 'CHART-2', type: 'CHART', children: [], meta: { chartId: 2 } },
}

test('leads through the tabs around an item', () => expect(wayTo(layout, 'CHART-2')).toEqual(['ROOT_ID', 'TABS-1', 'TAB-2', 'ROW-1', 'CHART-2']))
test('leads nowhere where there is no such item, even around a circle', () => expect(wayTo(layout, 'CHART-9')).toEqual([]))
