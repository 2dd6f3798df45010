import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { describe, expect, test } from 'vitest'
import {
  aKubernetesFolder,
  deployFile,
  DEPLOY,
  deployYaml,
  filesOf,
  isInstalled,
  knownSettings,
  type Kustomization,
  PACKAGE,
  yamlMistakes,
} from './deploy-files.ts'

interface Key {
  readonly name: string
  readonly key: string
}
interface Container {
  readonly name: string
  readonly image: string
  readonly args: readonly string[]
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly env: readonly {
    readonly name: string
    readonly value?: string
    readonly valueFrom?: { readonly secretKeyRef?: Key; readonly fieldRef?: { readonly fieldPath: string } }
  }[]
  readonly readinessProbe: { readonly httpGet: { readonly path: string; readonly port: string } }
  readonly livenessProbe: Container['readinessProbe']
  readonly startupProbe: Container['readinessProbe']
  readonly securityContext: object
  readonly volumeMounts: readonly {
    readonly name: string
    readonly mountPath: string
    readonly subPath?: string
  }[]
}
interface Deployment {
  readonly spec: {
    readonly replicas: number
    readonly strategy: object
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> }
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> }
      readonly spec: {
        readonly terminationGracePeriodSeconds: number
        readonly securityContext: object
        readonly containers: readonly [Container]
        readonly volumes: readonly {
          readonly name: string
          readonly configMap?: { readonly name: string }
          readonly secret?: { readonly secretName: string }
        }[]
      }
    }
  }
}

const { spec } = deployYaml('k8s', 'k8s', 'deployment.yaml') as Deployment
const pod = spec.template.spec
const [herald] = pod.containers
const root = deployYaml('k8s', 'kustomization.yaml') as Kustomization
const secretKeys = [
  ...(root.secretGenerator[0]?.files ?? []).map((file) => file.replace('secrets/', '')),
  ...(root.secretGenerator[0]?.literals ?? []).map((literal) => literal.split('=')[0] ?? ''),
]
const settingOf = (name: string) => herald.env.find((one) => one.name === name)

test('every file of Kubernetes parses, and each resource that is named is there', () => {
  const files = filesOf('k8s')
  expect(files.flatMap((file) => yamlMistakes(deployFile('k8s', file)))).toEqual([])
  const inside = (deployYaml('k8s', 'k8s', 'kustomization.yaml') as { resources: string[] }).resources
  const monitoring = (deployYaml('k8s', 'k8s', 'monitoring', 'kustomization.yaml') as { resources: string[] })
    .resources
  const named = [
    ...root.resources,
    ...inside.map((file) => join('k8s', file)),
    ...monitoring.map((file) => join('k8s/monitoring', file)),
  ]
  expect(named.filter((file) => !existsSync(join(DEPLOY, 'k8s', file)))).toEqual([])
  expect(inside.length + monitoring.length + 3).toBe(files.length)
})

test('the deployment sets only variables that Herald knows, and reads only secrets that there are', () => {
  expect(herald.env.map(({ name }) => name).filter((name) => !knownSettings().has(name))).toEqual([])
  const [secrets] = root.secretGenerator
  const keys = herald.env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])
  expect(keys.filter(({ name, key }) => name !== secrets?.name || !secretKeys.includes(key))).toEqual([])
  const mount = herald.volumeMounts.find(({ name }) => name === 'secrets')?.mountPath
  const files = herald.env.flatMap(({ name, value }) =>
    name.endsWith('_FILE') && name !== 'RULES_FILE' ? [value] : [],
  )
  expect(files.filter((file) => !secretKeys.some((key) => file === `${mount}/${key}`))).toEqual([])
  expect(settingOf('REPLICA_NAME')?.valueFrom?.fieldRef?.fieldPath).toBe('metadata.name')
})

test('rules are mounted as a folder, so that a change reaches a running bridge', () => {
  const mount = herald.volumeMounts.find(({ name }) => name === 'rules')
  expect(mount?.subPath).toBeUndefined()
  expect(settingOf('RULES_FILE')?.value).toBe(`${mount?.mountPath}/${root.configMapGenerator[0]?.files[0]}`)
  const volumes = pod.volumes.map(({ name }) => name)
  expect(herald.volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.sort())
  expect(pod.volumes.find(({ configMap }) => configMap)?.configMap?.name).toBe(
    root.configMapGenerator[0]?.name,
  )
  expect(pod.volumes.find(({ secret }) => secret)?.secret?.secretName).toBe(root.secretGenerator[0]?.name)
})

test('two replicas, one more while they are rolled, never one less; each has the time to drain', () => {
  expect(spec.replicas).toBe(2)
  expect(spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } })
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(settingOf('DRAIN_SECONDS')?.value) + 15)
})

test('nothing runs as root, nothing can be written but /tmp', () => {
  expect(pod.securityContext).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  })
  expect(herald.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  })
})

test('probes, service, ingress and monitor ask for ports and paths that there are', () => {
  const { readinessProbe, livenessProbe, startupProbe } = herald
  expect(readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' })
  for (const { httpGet } of [livenessProbe, startupProbe])
    expect(httpGet).toEqual({ path: '/healthz', port: 'http' })
  expect(herald.ports).toEqual([{ name: 'http', containerPort: 8484 }])
  const service = deployYaml('k8s', 'k8s', 'service.yaml') as {
    metadata: { name: string }
    spec: { selector: object; ports: object[] }
  }
  expect(service.spec).toEqual({
    selector: spec.selector.matchLabels,
    ports: [{ name: 'http', port: 8484, targetPort: 'http' }],
  })
  expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels)
  const ingress = deployYaml('k8s', 'k8s', 'ingress.yaml') as {
    metadata: { annotations: object }
    spec: { rules: { http: { paths: object[] } }[] }
  }
  expect(ingress.spec.rules[0]?.http.paths).toEqual([
    {
      path: '/kylin/callback',
      pathType: 'Prefix',
      backend: { service: { name: service.metadata.name, port: { name: 'http' } } },
    },
  ])
  expect(ingress.metadata.annotations).toMatchObject({
    'nginx.ingress.kubernetes.io/proxy-body-size': '0',
    'nginx.ingress.kubernetes.io/ssl-redirect': 'false',
    'nginx.ingress.kubernetes.io/force-ssl-redirect': 'false',
  })
  const monitor = deployYaml('k8s', 'k8s', 'monitoring', 'servicemonitor.yaml') as {
    spec: { endpoints: { port: string; basicAuth: Record<string, Key> }[] }
  }
  const [endpoint] = monitor.spec.endpoints
  expect(endpoint?.port).toBe('http')
  const keys = Object.values(endpoint?.basicAuth ?? {}).map(({ key }) => key)
  expect(keys.filter((key) => !secretKeys.includes(key))).toEqual([])
})

test('the image is the one that is built here', () => {
  expect(root.images).toEqual([{ name: herald.image, newTag: PACKAGE.version }])
  expect(herald.args).toEqual(['serve'])
})

describe.skipIf(!isInstalled('kubectl'))('kustomize (needs kubectl)', () => {
  test('makes one set of resources of it all', () => {
    const made = execFileSync('kubectl', ['kustomize', aKubernetesFolder()], { encoding: 'utf8' })
    const kinds = parseAllDocuments(made).map((document) => String(document.get('kind')))
    expect(kinds.sort()).toEqual(
      ['ConfigMap', 'Deployment', 'Ingress', 'Namespace', 'PodDisruptionBudget', 'Secret', 'Service'].sort(),
    )
    expect(made).toContain(`image: kylin-herald:${PACKAGE.version}`)
  })
})
