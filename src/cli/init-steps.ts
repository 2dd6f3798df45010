import { addressLines, MACHINE } from './init-addresses.ts'
import type { Uses } from './init-judge.ts'
import type { Part } from './init-parts.ts'
import type { Language } from './init-words.ts'

/**
 * What a bot needs where it posts: View Channel, Send Messages, Send Messages in Threads, Create Public Threads, Embed
 * Links, Attach Files, Read Message History, Add Reactions.
 */
export const DISCORD_PERMISSIONS = 309_237_763_136n

const SLACK_APPS = 'https://api.slack.com/apps'

/** Where an application of Discord is invited; its id is not known here. */
export function discordInvite(): string {
  return `https://discord.com/oauth2/authorize?client_id=APPLICATION_ID&scope=bot&permissions=${DISCORD_PERMISSIONS}`
}

export interface Situation extends Uses {
  readonly language: Language
  readonly parts: readonly Part[]
  /** How Herald is called here: `herald`, or by npm. */
  readonly command: string
  /** Of Herald: the tag of its image. */
  readonly version: string
}

/** The next three steps: try it, start it, connect Kylin. */
export function nextSteps(situation: Situation): string {
  const t = STEPS[situation.language]
  const lines = properties(situation)
  const steps = [
    `${t.try}\n     ${situation.command} serve --dry-run --samples`,
    `${t.start}\n${[...accounts(situation), ...starts(situation)].map((line) => `     ${line}`).join('\n')}`,
    `${t.kylin(lines.some((line) => line.includes(MACHINE)))}\n${lines.map((line) => `     ${line}`).join('\n')}`,
  ]
  return steps.map((step, index) => `${index + 1}. ${step}\n`).join('')
}

function accounts({ language, platforms, parts, command }: Situation): string[] {
  const t = STEPS[language]
  const where = withSecretFiles(parts) ? t.intoFile : t.intoEnv
  const slack = parts.includes('slackManifest') ? 'slack/manifest.yaml' : `${command} init --slack-manifest`
  return [
    ...(platforms.has('slack') ? [t.slack(SLACK_APPS, slack, where('SLACK_BOT_TOKEN'))] : []),
    ...(platforms.has('discord') ? [t.discord(discordInvite(), where('DISCORD_BOT_TOKEN'))] : []),
  ]
}

function starts({ language, parts, command, version }: Situation): string[] {
  const t = STEPS[language]
  const image = `kylin-herald:${version}`
  const build = `docker build --build-arg HERALD_FROM=package -t ${image} .`
  const lines = [
    ...(parts.includes('docker') || parts.includes('k8s') ? [build] : []),
    ...(parts.includes('docker') ? [`docker run ${RUN.join(' ')} ${image}`] : []),
    ...(parts.includes('compose') ? ['docker compose up --detach --build'] : []),
    ...(parts.includes('k8s') ? [t.database, 'kubectl apply --kustomize .'] : []),
    ...(parts.includes('systemd') ? [`sudo npm install --global kylin-herald@${version}`, ...SYSTEMD] : []),
  ]
  return lines.length === 0 ? [`${command} serve`] : lines
}

const RUN = [
  '--detach --read-only --tmpfs /tmp --stop-timeout 30 --env-file .env --publish 8484:8484',
  '--volume herald:/data --volume "$PWD/rules.yaml:/etc/herald/rules.yaml:ro"',
]

const SYSTEMD = [
  'sudo install -d -m 0700 /etc/herald/secrets && sudo cp rules.yaml /etc/herald/',
  'sudo install -m 0600 secrets/* /etc/herald/secrets/',
  'sudo cp systemd/herald.s* /etc/systemd/system/ && sudo systemctl daemon-reload',
  'sudo systemctl enable --now herald.socket herald.service',
]

function properties({ language, cluster, parts }: Situation): string[] {
  const t = STEPS[language]
  const path = cluster === null ? '/kylin/callback' : `/kylin/callback/${cluster}`
  const password = withSecretFiles(parts) ? t.passwordFile : t.passwordEnv
  return [
    ...addressLines(parts, path, language),
    'kylin.job.finished-notifier-username=kylin',
    `kylin.job.finished-notifier-password=${password}`,
  ]
}

/** Whether secrets lie in files of their own (init-parts: secrets/). */
function withSecretFiles(parts: readonly Part[]): boolean {
  return parts.some((part) => part === 'compose' || part === 'k8s' || part === 'systemd')
}

interface Words {
  readonly try: string
  readonly start: string
  readonly kylin: (named: boolean) => string
  readonly database: string
  readonly passwordFile: string
  readonly passwordEnv: string
  readonly intoFile: (token: string) => string
  readonly intoEnv: (token: string) => string
  readonly slack: (apps: string, manifest: string, where: string) => string
  readonly discord: (invite: string, where: string) => string
}

const STEPS: Readonly<Record<Language, Words>> = {
  en: {
    try: 'Try it without any account; it prints the address of a page that shows the messages:',
    start: 'Start it:',
    kylin: (named) =>
      `In kylin.properties of every job node (no restart is needed)${named ? `, with the name of this machine for ${MACHINE}` : ''}:`,
    database: '(push the image, write the address of your PostgreSQL into secrets/database_url)',
    passwordFile: '<what stands in secrets/callback_password>',
    passwordEnv: '<CALLBACK_PASSWORD; needed where Herald listens on more than 127.0.0.1, see .env.example>',
    intoFile: (token) => `secrets/${token.toLowerCase()}`,
    intoEnv: (token) => `.env (see .env.example) as ${token}`,
    slack: (apps, manifest, where) =>
      `(Slack: make an app at ${apps} from ${manifest}, install it, /invite it, put its token into ${where})`,
    discord: (invite, where) =>
      `(Discord: make an application with a bot, invite it by ${invite}, put its token into ${where})`,
  },
  zh: {
    try: '先试一试，不需要任何账号；它会给出显示消息的页面地址：',
    start: '启动：',
    kylin: (named) =>
      `写入每个任务节点的 kylin.properties（无需重启）${named ? `，${MACHINE} 换成本机的名字` : ''}：`,
    database: '（推送镜像，把 PostgreSQL 的地址写入 secrets/database_url）',
    passwordFile: '<secrets/callback_password 的内容>',
    passwordEnv: '<CALLBACK_PASSWORD；监听 127.0.0.1 以外的地址时必需，见 .env.example>',
    intoFile: (token) => `secrets/${token.toLowerCase()}`,
    intoEnv: (token) => `.env 的 ${token}（见 .env.example）`,
    slack: (apps, manifest, where) =>
      `（Slack：在 ${apps} 用 ${manifest} 创建应用，安装，/invite 到频道，令牌写入 ${where}）`,
    discord: (invite, where) => `（Discord：创建带机器人的应用，用 ${invite} 邀请，令牌写入 ${where}）`,
  },
}
