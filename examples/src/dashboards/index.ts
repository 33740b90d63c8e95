import type { ExampleDashboard } from '../make.ts'
import { birdStrikes } from './bird-strikes.ts'
import { flights } from './flights.ts'
import { world } from './world.ts'

/** What a new site shows first. */
export const DASHBOARDS: readonly ExampleDashboard[] = [birdStrikes, world, flights]
