import { abilitiesOf } from '../platforms/abilities.ts'
import type { MessageRef, Receipt } from '../platforms/platform.ts'
import type { Rules } from '../rules/rules.ts'
import { editsLane, marksLane } from '../store/settle/beside.ts'
import type { Claim } from '../store/claimed.ts'
import type { NewDelivery } from '../store/accepting.ts'
import type { Composed } from './attempt.ts'
import { channelOf, refOf } from './told.ts'
import { membersFileDelivery, traceFileDelivery } from './trace-file.ts'

/**
 * What follows a message that was just sent: the whole stack trace as a file in its thread; of a story the edit of its
 * first message and a mark on it; of a digest that has ended the list of its messages.
 */
export function followUps(claim: Claim, composed: Composed, receipt: Receipt, rules: Rules): NewDelivery[] {
  const { kind } = claim
  if (kind === 'digest' || kind === 'final') return ofDigest(claim, composed, receipt, rules)
  if (kind !== 'message' && kind !== 'call') return []
  const { change } = composed.message
  const thread = change?.kind === 'reply' ? change.to : refOfReceipt(receipt)
  const file = traceFileDelivery(claim, thread, rules)
  return [...(file === null ? [] : [file]), ...(kind === 'message' ? ofStory(claim, rules) : [])]
}

/** The first message shows what is true now. */
function ofStory(claim: Claim, rules: Rules): NewDelivery[] {
  const { story, delivery, event, route, account, platform } = claim
  if (story === null || story.root?.delivery === delivery || refOf(story.root) === null) return []
  if (platform === 'forward') return []
  const channel = channelOf(claim, rules)
  const can = abilitiesOf(
    channel?.platform ?? platform,
    rules.accounts.get(channel?.account ?? account)?.kind ?? 'bot',
  )
  const common = { account, platform, place: '', route: { ...route, mentions: [] }, ofStory: story.id }
  const to = { account, platform, channel: route.channel }
  const edits = editsLane(to)
  const marks = marksLane(to)
  const shows = story.shown !== story.state
  const isWell = event.job_state === 'SUCCEED' && story.failed
  return [
    ...(can.edit && shows
      ? [{ ...common, kind: 'edit', lane: edits.lane, gapMs: edits.gap_ms } as const]
      : []),
    ...(can.react && isWell !== story.marked
      ? [{ ...common, kind: 'reaction', lane: marks.lane, gapMs: marks.gap_ms } as const]
      : []),
  ]
}

function ofDigest(claim: Claim, composed: Composed, receipt: Receipt, rules: Rules): NewDelivery[] {
  const { digest, kind, event } = claim
  if (digest === null || digest.endedAt === null) return []
  const isAlone = kind === 'digest' && composed.shows !== undefined && digest.tally.count === 1
  const thread = refOfReceipt(receipt)
  const file =
    isAlone && digest.what !== 'storm'
      ? traceFileDelivery(claim, thread, rules)
      : membersFileDelivery(claim, thread, rules)
  return file === null || event.id === '' ? [] : [file]
}

function refOfReceipt({ channel, message }: Receipt): MessageRef {
  return { channel, message }
}
