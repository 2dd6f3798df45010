import { setImmediate } from 'node:timers/promises'
import { MESSAGES } from '../platforms/messages.ts'
import type { Problem } from '../problem.ts'
import type { JobEvent, JsonObject } from '../receive/event.ts'
import { sampleEvent } from '../receive/sample-event.ts'
import { digestCard } from '../render/digest-card.ts'
import { renderCard, type Rendered } from '../render/render.ts'
import type { TemplateFile, Templates } from '../render/template.ts'
import { LANGUAGES, type Language } from '../rules/rules.ts'
import { SAMPLE_TIME } from '../rules/tests/ready-test.ts'
import { DELIVERY } from './preview.ts'
import { sampleDigests, type SampleDigest } from './sample-digests.ts'

type Trouble = Pick<Problem, 'severity' | 'message'>

/** A failed job with every field, one that wrote a table, and one of which nothing more than its end is known. */
const SAMPLES: readonly JsonObject[] = [
  {
    job_id: '3b0ec2ff-e629-373e-87b1-8d9d3c2ab1d1-89af4ee2-2cdb-4b07-b39e-4c29856309aa',
    model_id: '89af4ee2-2cdb-4b07-b39e-4c29856309aa',
    segment_ids: ['9e5a89b9-00f1-4296-adc4-139113030e83'],
    index_ids: [1, 20_000_000_001],
    duration: 1_834_110,
    segment_time_range: [
      {
        segment_id: '9e5a89b9-00f1-4296-adc4-139113030e83',
        data_range_start: 1_767_571_200_000,
        data_range_end: 1_767_657_600_000,
      },
    ],
    start_time: SAMPLE_TIME - 1_834_110,
    tag: { owner: 'amy' },
    error_code: 'KE-060100201',
    msg: 'KE-060100201: An Exception occurred outside Kylin 5.0.',
    suggestion: 'Please check whether the external environment is normal.',
    code: '999',
    stacktrace:
      'Caused by: java.io.IOException: No space left on device\n\tat java.io.FileOutputStream.write',
  },
  {
    job_type: 'SNAPSHOT_BUILD',
    job_state: 'SUCCEED',
    duration: 40_655,
    tag: 'nightly',
    snapshot_job_info: { table: 'P_LINEORDER', database: 'SSB', total_rows: 60_175, storage: 2_771_320 },
  },
  { job_state: 'DISCARDED', end_time: null },
]

/**
 * Renders templates with samples, of events or of digests, in each language and for each platform; a template that fails is a problem.
 * Lets callbacks in between: each template takes a ms or two, and a running bridge reads its templates anew.
 * @param files those that are tried
 */
export async function dryRender(
  templates: Templates,
  files: ReadonlyMap<string, TemplateFile>,
): Promise<readonly Problem[]> {
  if (files.size === 0) return []
  const events = SAMPLES.flatMap((part) => {
    const made = sampleEvent(part, SAMPLE_TIME)
    return 'event' in made ? [made.event] : []
  })
  const problems: Problem[] = []
  const digests = Object.values(sampleDigests(SAMPLE_TIME))
  for (const [name, { file }] of files) {
    const template = templates.get(name)
    if (template === undefined) continue
    const said = new Set<string>()
    for (const language of LANGUAGES) {
      const found =
        template.of === 'digest'
          ? digests.map((digest) => troubleOfDigest(templates, name, digest, language))
          : events.map((event) => troubleOfEvent(templates, name, event, language))
      for (const { severity, message } of found.flat()) {
        if (!said.has(message)) problems.push({ severity, code: 'template-failed', message, file })
        said.add(message)
      }
    }
    await setImmediate()
  }
  return problems
}

function troubleOfEvent(
  templates: Templates,
  name: string,
  event: JobEvent,
  language: Language,
): readonly Trouble[] {
  const context = {
    event,
    language,
    timezone: 'UTC',
    delivery: DELIVERY,
    toldBefore: false,
    now: SAMPLE_TIME,
  }
  return troubleOf(renderCard(templates, name, context), language)
}

function troubleOfDigest(
  templates: Templates,
  template: string,
  digest: SampleDigest,
  language: Language,
): readonly Trouble[] {
  const look = { language, timezone: 'UTC', delivery: DELIVERY, now: SAMPLE_TIME }
  return troubleOf(digestCard({ ...digest, ...look, templates, template }), language)
}

function troubleOf({ card, problem }: Rendered, language: Language): readonly Trouble[] {
  if (problem !== undefined) return [{ severity: 'error', message: problem }]
  return (['slack', 'discord'] as const).flatMap((platform) => {
    const look = { language, mentions: [], delivery: DELIVERY, maybeRepeat: false }
    const { note } = MESSAGES[platform].toMessage(card, look)
    return note === undefined ? [] : [{ severity: 'warning' as const, message: `on ${platform}: ${note}` }]
  })
}
