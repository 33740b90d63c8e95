import type { Measure } from '../measure.ts'
import { listRequest } from './requests.ts'
import { throughput } from './throughput.ts'

export const dashboardList: Measure = {
  name: 'dashboard-list',
  about: 'List of dashboards, 25 a page, 16 connections',
  unit: 'requests/s',
  goal: { of: 'ratio', bound: 'at least', value: 20 },
  against: 'the reference',
  run: async (context) => throughput(await context.sides(), (side) => listRequest(side, 'dashboard')),
}
