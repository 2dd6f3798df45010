import { METRICS } from '../../src/metrics/definitions.ts'
import { code, prose, table } from './table.ts'

/** Every metric of Herald's own. */
export function metricsPart(): string {
  const rows = Object.values(METRICS).map(({ name, type, help, labels }) => [
    code(labels.length === 0 ? name : `${name}{${labels.join(',')}}`),
    type,
    prose(help),
  ])
  return table(['metric', 'type', 'meaning'], rows)
}
