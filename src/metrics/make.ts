import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { MetricDefinition } from './definitions.ts'

/** Makes metrics of their definitions, all in one registry. */
export function makerFor(registry: Registry) {
  const registers = [registry]
  const common = ({ name, help, labels }: MetricDefinition) => ({
    name,
    help,
    labelNames: [...labels],
    registers,
  })
  return {
    counter: (of: MetricDefinition & { readonly type: 'counter' }) => new Counter<string>(common(of)),
    gauge: (of: MetricDefinition & { readonly type: 'gauge' }) => new Gauge<string>(common(of)),
    histogram: (of: MetricDefinition & { readonly type: 'histogram' }) =>
      new Histogram<string>({ ...common(of), buckets: [...(of.buckets ?? [])] }),
  }
}
