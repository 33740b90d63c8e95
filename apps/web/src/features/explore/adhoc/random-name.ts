/** A name that saved charts give their ad-hoc parts, such as `metric_k3j9x0q2a1b_8fj2k1l0z9x`. */
export function randomName(prefix: string): string {
  const part = (): string => Math.random().toString(36).slice(2, 13).padEnd(11, '0')
  return `${prefix}_${part()}_${part()}`
}
