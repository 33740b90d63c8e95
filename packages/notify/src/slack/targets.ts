import { isChannelId } from './directory.ts'

const MAX_CHANNELS = 50

/** The channels of a target: ids and names without `#`, in order. */
export const slackTargets = (target: string): readonly string[] =>
  target
    .split(/[,;]/)
    .map((one) => one.trim().replace(/^#/, ''))
    .filter((one) => one !== '')

/** What is wrong with a target, in a sentence; null: fine. */
export const checkSlackTarget = (target: string): string | null => {
  const all = slackTargets(target)
  if (all.length === 0) return 'The recipients need at least one Slack channel'
  if (all.length > MAX_CHANNELS) return `There are ${all.length} Slack channels; at most ${MAX_CHANNELS} are allowed`
  const bad = all.findIndex((one) => !isChannelId(one) && !/^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}_-]{1,80}$/u.test(one))
  return bad < 0 ? null : `Entry ${bad + 1} of the recipients is no name or id of a Slack channel; separate them by commas`
}
