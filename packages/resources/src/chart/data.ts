export const runChartData = async (_call: unknown): Promise<unknown> => ({ result: [] })
export const runSavedChart = async (_call: unknown): Promise<unknown> => ({ result: [] })
export const warmUp = async (_call: unknown): Promise<unknown> => ({ result: [] })
