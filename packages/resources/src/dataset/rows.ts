export const columnValues = async (_call: unknown): Promise<unknown> => ({ result: [] })
export const samples = async (_call: unknown): Promise<unknown> => ({ result: [] })
