import type { JobEvent, Json } from '../../src/receive/event.ts'

let made = 0

/**
 * A job event with only the fields that matter to the test written out. Callback fields go into `fields`, the
 * computed ones (`cause`, `rows`, …) beside them, under one flat name.
 */
export function anEvent(over: Record<string, Json> = {}): JobEvent {
  made += 1
  const base: Record<string, Json> = {
    job_id: `3b0ec2ff-e629-373e-87b1-${String(made).padStart(12, '0')}`,
    project: 'sales',
    job_state: 'ERROR',
    job_type: 'INDEX_BUILD',
    duration: 183_911,
    start_time: 1_715_414_401_337,
    end_time: 1_715_414_588_739,
  }
  const computed = {
    id: `event${String(made).padStart(8, '0')}`,
    cluster: 'default',
    receivedAt: 1_715_414_588_900,
    cause: '',
    excerpt: '',
    rows: null,
    data_from: null,
    data_to: null,
    housekeeping: false,
    cut: false,
  }
  const fields: Record<string, Json> = Object.assign(Object.create(null), base)
  const rest: Record<string, Json> = {}
  for (const [name, value] of Object.entries(over)) {
    if (Object.hasOwn(computed, name)) rest[name] = value
    else fields[name] = value
  }
  return {
    ...computed,
    ...rest,
    job_id: textOf(fields['job_id']),
    project: textOf(fields['project']),
    job_state: textOf(fields['job_state']),
    job_type: textOf(fields['job_type']),
    fields,
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
