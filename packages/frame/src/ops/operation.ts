import type { Frame } from '../frame.ts'

export type Options = Readonly<Record<string, unknown>>

/** `auto`: where the series is long enough; a number: so many pairs of waves. */
export type Seasonality = 'auto' | boolean | number

export interface ForecastAsk {
  /** Epoch ms, one per value. */
  readonly times: readonly number[]
  readonly values: readonly number[]
  /** Moments to tell a value for, those of the past included. */
  readonly at: readonly number[]
  /** Width of the uncertainty interval, between 0 and 1. */
  readonly interval: number
  readonly yearly: Seasonality
  readonly weekly: Seasonality
  readonly daily: Seasonality
}

export interface Forecast {
  readonly point: readonly number[]
  readonly lower: readonly number[]
  readonly upper: readonly number[]
}

/** Bounds of the work, and what an operation needs from outside. */
export interface OperationContext {
  /** Largest number of cells that one operation may produce; 20 million by default. */
  readonly maxCells?: number
  /** Fits a series and continues it. Throws BadRequest for a series that cannot be fitted. */
  readonly forecast?: (ask: ForecastAsk) => Forecast
}

/** One post-processing step. Pure; throws BadRequest when options do not fit the frame. */
export type Operation = (frame: Frame, options: Options, context: OperationContext) => Frame

export const MAX_CELLS = 20_000_000
