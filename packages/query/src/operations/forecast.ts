import { readFileSync } from 'node:fs'
import { initSync, Prophet, type ProphetSeasonalityOption } from '@bsull/augurs/prophet'
import { optimizer } from '@bsull/augurs-prophet-wasmstan'
import { BadRequest } from '@coset/core'
import type { Forecast, ForecastAsk, Seasonality } from '@coset/frame'

let ready = false

const start = (): void => {
  if (ready) return
  initSync({ module: readFileSync(new URL('./prophet_bg.wasm', import.meta.resolve('@bsull/augurs/prophet'))) })
  ready = true
}

const seasonality = (wanted: Seasonality): ProphetSeasonalityOption => {
  if (wanted === 'auto') return { type: 'auto' }
  return typeof wanted === 'number' ? { type: 'fourier', order: wanted } : { type: 'manual', enabled: wanted }
}

const SECOND = 1000

/** Prophet's model, fitted here and now: blocks the thread for a tenth of a second or more. Throws BadRequest for a series that cannot be fitted. */
export const forecast = (ask: ForecastAsk): Forecast => {
  start()
  const model = new Prophet({
    optimizer,
    intervalWidth: ask.interval,
    yearlySeasonality: seasonality(ask.yearly),
    weeklySeasonality: seasonality(ask.weekly),
    dailySeasonality: seasonality(ask.daily),
  })
  try {
    model.fit({ ds: ask.times.map((time) => time / SECOND), y: [...ask.values] })
    const { yhat } = model.predict({ ds: ask.at.map((time) => time / SECOND) })
    const { lower = yhat.point, upper = yhat.point } = yhat.intervals ?? {}
    return { point: yhat.point, lower, upper }
  } catch (error) {
    throw new BadRequest('The series cannot be forecast: it is too short, or does not change', { cause: error })
  } finally {
    model.free()
  }
}
