/** YAML values as plain data. */
export type Data = null | boolean | number | string | Data[] | { [key: string]: Data }

/** A root file that uses every part of the language, as data. */
export const WHOLE: Data = {
  version: 1,
  language: 'zh',
  timezone: 'Asia/Shanghai',
  notices: 'ops',
  accounts: { eu: { platform: 'slack', token: { env: 'SLACK_EU_TOKEN' } } },
  clusters: {
    prod: {
      url: 'https://kylin.example.com/kylin',
      username: 'kylin',
      passwords: [{ file: 'run/p1' }, { env: 'P2' }],
      forward: 'https://old.example.com/hook',
      models: { '89af4ee2-2cdb-4b07-b39e-4c29856309aa': 'orders' },
    },
    test: { forward: { env: 'OLD' } },
  },
  channels: {
    ops: 'slack:C0123456789',
    sales: { to: 'eu:#sales', language: 'en', template: 'short', pace: '1 per 1s', limit: '20 per 1m' },
    gaming: { to: 'discord:1122334455667788990', timezone: 'Europe/Berlin', files: 'none' },
    hook: { to: 'slack-webhook', url: { env: 'HOOK' }, limit: 'none', pace: 'none' },
    other: { to: 'discord-webhook', url: { file: 'run/hook' } },
    each: { to: 'slack:#kylin-{project}', allow: ['#kylin-*'], otherwise: 'ops' },
    log: 'inbox',
  },
  mentions: {
    oncall: { slack: 'S0ABC12345', eu: 'S0DEF67890', discord: 'role:998877665544332211' },
    amy: { slack: 'U0ABC12345' },
  },
  hours: {
    nights: { daily: '22:00-08:00', except: 'holidays' },
    office: [
      { 'mon-fri': ['09:00-12:00', '13:00-18:30'] },
      { sat: '10:00-14:00', timezone: 'Europe/Berlin' },
    ],
    weekends: { weekends: 'all day', except: ['makeup'] },
    makeup: { dates: '2026-10-10' },
    holidays: { dates: ['2026-10-01..2026-10-07', '2027-01-01'] },
  },
  defaults: {
    template: 'short',
    language: 'en',
    mention: 'oncall',
    thread: 'job',
    limit: '10 per 5m',
    quiet: { outside: 'office' },
    mask: ['/internal-[0-9]+/'],
  },
  teams: {
    sales: {
      when: { project: ['sales', 'sales_*'], cluster: 'prod' },
      rules: 'teams/sales.yaml',
      contact: 'ops',
      allow: ['ops', 'sales'],
      language: 'zh',
      timezone: 'Asia/Shanghai',
    },
    risk: { when: [{ project: 'risk' }, { tag: 'risk' }], rules: 'risk.yaml' },
  },
  rules: [
    { name: 'Test projects', when: { project: ['sandbox', '*_test'] }, drop: true },
    {
      name: 'Sales failures',
      when: { project: 'sales*', job_state: 'ERROR' },
      unless: { error_code: 'KE-0100*' },
      send: ['sales', 'ops', 'gaming'],
      mention: ['oncall', 'here'],
      thread: 'model',
      digest: 'daily 08:30',
    },
    { name: 'Memory', when: { cause: '/OutOfMemory|memory limits/' }, send: 'each', limit: '10 per 5m' },
    {
      name: 'Slow',
      when: [
        { job_type: ['INDEX_BUILD', 'INC_BUILD'], duration: { over: '30m', under: '2h' } },
        { rows: { over: 1_000_000 }, 'tag.owner': { not: ['amy', 'bob'], present: true } },
        { housekeeping: true, model: 'orders' },
      ],
      during: ['nights', 'weekends'],
      outside: 'makeup',
      send: 'hook',
      stop: true,
      template: 'long',
      language: 'zh',
      // oxlint-disable-next-line unicorn/no-thenable -- a word of the language; it holds a text, no function
      quiet: { hours: 'nights', then: 'drop' },
    },
    { name: 'Rest', when: { job_state: { not: 'SUCCEED' } }, send: ['log', 'other'], quiet: 'nights' },
  ],
  unmatched: ['log', 'ops'],
  tests: [
    {
      name: 'a failed sales build',
      event: { project: 'sales_eu', job_type: 'INDEX_BUILD', job_state: 'ERROR', tag: { owner: 'amy' } },
      at: '2026-11-22T03:00:00+08:00',
      expect: { sales: 'digest', ops: 'digest', gaming: 'digest', log: 'held', other: 'held' },
      mention: ['oncall', 'here'],
      rule: 'Sales failures',
      contains: 'sales_eu',
    },
    { name: 'silence', event: { project: 'crm_test', job_state: 'ERROR' }, expect: 'nothing' },
  ],
}

/** The file of one of its teams. */
export const TEAM: Data = {
  channels: { own: 'slack:#sales-own' },
  mentions: { boss: { slack: 'U0ABC12345' } },
  hours: { lunch: { daily: '12:00-13:00', except: 'holidays' } },
  rules: [
    { name: 'Mine', when: { job_state: 'ERROR' }, outside: 'lunch', send: ['own', 'ops'], mention: 'boss' },
    { name: 'Late', when: { duration: { over: '1h' } }, during: 'nights', send: 'sales', stop: true },
  ],
  tests: [{ name: 'mine', event: { project: 'sales', job_state: 'ERROR' }, expect: ['own', 'ops'] }],
}
