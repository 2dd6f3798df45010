import type { JobEvent, Json } from '../receive/event.ts'
import type { Cluster } from '../rules/rules.ts'

/** Addresses in Kylin's own pages; null where there is no such page. */
export interface Links {
  readonly job: string | null
  readonly model: string | null
}

/**
 * Where a person finds the job and its model in Kylin 5. Its page of jobs can be narrowed to a model's uuid or a
 * table, not to one job, and the page of a model goes by the model's name. Housekeeping jobs stand on no page.
 * @param cluster null: one that the rules do not name
 */
export function linksOf(event: JobEvent, cluster: Cluster | null): Links {
  const url = cluster?.url ?? null
  if (cluster === null || url === null) return { job: null, model: null }
  const subject = subjectOf(event)
  const narrowed = subject === null ? '' : `?modelAlias=${encodeURIComponent(subject)}`
  const model = modelName(event, cluster)
  return {
    job: event.housekeeping ? null : `${url}/#/monitor/job${narrowed}`,
    model: model === null ? null : `${url}/#/studio/model/${encodeURIComponent(model)}`,
  }
}

/** The name that `clusters:` gives the event's model; null where it gives none. */
export function modelName(event: JobEvent, cluster: Cluster | null): string | null {
  const id = textIn(event.fields, 'model_id')
  return id === null ? null : (cluster?.models.get(id.toLowerCase()) ?? null)
}

/** What Kylin calls the job's subject: the model's uuid, or the table as `DB.TABLE`. */
function subjectOf({ fields }: JobEvent): string | null {
  const model = textIn(fields, 'model_id')
  if (model !== null) return model
  const snapshot = Object.hasOwn(fields, 'snapshot_job_info') ? fields['snapshot_job_info'] : null
  const database = textIn(snapshot, 'database')
  const table = textIn(snapshot, 'table')
  return database === null || table === null ? null : `${database}.${table}`
}

function textIn(value: Json | undefined, name: string): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
  const found = (value as Readonly<Record<string, Json>>)[name]
  return typeof found === 'string' && found !== '' ? found : null
}
