import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** What is waited for comes when it comes: slow machines fail nothing. */
const POLL_MS = 15_000

// The programs that tests start compile the same sources again and again
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'coset-compiled')

const cores = Math.max(2, availableParallelism())

// `isolate: false`: a process runs many files, and loads what they share once
export default defineConfig({
  test: {
    maxWorkers: cores,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,packages}/*/src/**/*.test.{ts,tsx}', 'examples/src/**/*.test.ts'],
          exclude: ['**/*.int.test.ts', '**/node_modules/**'],
          environment: 'node',
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'services',
          include: ['{apps,packages}/*/src/**/*.int.test.ts', 'examples/src/**/*.int.test.ts'],
          environment: 'node',
          isolate: false,
          // Much of the time is waited, for databases and clocks
          maxWorkers: cores + 1,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: POLL_MS } },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['e2e/**/*.browser.test.ts'],
          globalSetup: ['e2e/prepared.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: POLL_MS } },
          // Every file has a server and a browser of its own; more pairs than this wait for each other
          maxWorkers: 2,
        },
      },
    ],
  },
})
