import type { JobEvent } from '../../receive/event.ts'
import { fieldOf } from '../../receive/event.ts'
import { Reading } from './reading.ts'
import type { Cluster } from '../rules.ts'

/** Reads a field of one event, once however many rules ask. */
export type Fields = (name: string) => Reading

/** The fields of an event as rules see them: those of fieldOf, and `model` by the names of its cluster. */
export function fieldsOf(event: JobEvent, clusters: ReadonlyMap<string, Cluster>): Fields {
  const readings = new Map<string, Reading>()
  return (name) => {
    let reading = readings.get(name)
    if (reading === undefined) {
      reading = new Reading(name === 'model' ? modelOf(event, clusters) : fieldOf(event, name))
      readings.set(name, reading)
    }
    return reading
  }
}

function modelOf(event: JobEvent, clusters: ReadonlyMap<string, Cluster>): string | undefined {
  const id = fieldOf(event, 'model_id')
  return typeof id === 'string' ? clusters.get(event.cluster)?.models.get(id.toLowerCase()) : undefined
}
