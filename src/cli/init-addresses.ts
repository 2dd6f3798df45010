import type { Part } from './init-parts.ts'
import type { Language } from './init-words.ts'

/** Stands for the name of the machine that Herald runs on. */
export const MACHINE = 'HOST'

/**
 * The lines of kylin.properties that say where callbacks go. Each way of deploying has its own host and port; where
 * there are several, a comment above each address names its way.
 * @param path of the callbacks
 */
export function addressLines(parts: readonly Part[], path: string, language: Language): string[] {
  const ways = WAYS.filter(({ part }) => parts.includes(part))
  if (ways.length === 0) return [line(`${MACHINE}:8484`, path)]
  const named = ways.length > 1 || parts.includes('k8s')
  return ways.flatMap(({ part, at }) =>
    named ? [`# ${NAMES[language][part]}`, line(at, path)] : [line(at, path)],
  )
}

function line(at: string, path: string): string {
  return `kylin.job.finished-notifier-url=http://${at}${path}`
}

/** Where callbacks come in: of compose the proxy's port, of Kubernetes the service's name and port. */
const WAYS = [
  { part: 'docker', at: `${MACHINE}:8484` },
  { part: 'compose', at: `${MACHINE}:8080` },
  { part: 'k8s', at: 'herald.kylin-herald.svc:8484' },
  { part: 'systemd', at: `${MACHINE}:8484` },
] as const satisfies readonly { readonly part: Part; readonly at: string }[]

const NAMES: Readonly<Record<Language, Readonly<Record<(typeof WAYS)[number]['part'], string>>>> = {
  en: {
    docker: 'docker run',
    compose: 'Docker Compose',
    k8s: 'Kubernetes, for a Kylin in the same one; from outside by k8s/ingress.yaml',
    systemd: 'systemd',
  },
  zh: {
    docker: 'docker run',
    compose: 'Docker Compose',
    k8s: 'Kubernetes，Kylin 在同一集群内时；从集群外访问见 k8s/ingress.yaml',
    systemd: 'systemd',
  },
}
