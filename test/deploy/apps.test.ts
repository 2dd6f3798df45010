import type { WebClient } from '@slack/web-api'
import { PermissionsBitField } from 'discord.js'
import { expect, test } from 'vitest'
import { discordInvite, DISCORD_PERMISSIONS } from '../../src/cli/init-steps.ts'
import { deployYaml } from './deploy-files.ts'

type Manifest = Exclude<Parameters<WebClient['apps']['manifest']['validate']>[0], undefined>['manifest']

/** Typed by Slack's own client: an unknown scope or key does not compile. */
const MANIFEST: Manifest = {
  display_information: {
    name: 'Kylin Herald',
    description: "What became of Apache Kylin's jobs",
    background_color: '#1f2d3d',
  },
  features: { bot_user: { display_name: 'herald', always_online: true } },
  oauth_config: {
    scopes: {
      bot: [
        'chat:write',
        'channels:history',
        'groups:history',
        'channels:read',
        'groups:read',
        'files:write',
        'reactions:write',
      ],
    },
  },
  settings: { org_deploy_enabled: false, socket_mode_enabled: false, token_rotation_enabled: false },
}

test('the manifest of the Slack app is one that Slack knows, with the least scopes', () => {
  expect(deployYaml('slack', 'manifest.yaml')).toEqual(MANIFEST)
})

test('the manifest keeps to the lengths that Slack takes', () => {
  expect(MANIFEST.display_information.name.length).toBeLessThanOrEqual(35)
  expect(MANIFEST.display_information.description?.length).toBeLessThanOrEqual(140)
})

test('the invitation to Discord asks for what it needs and no more', () => {
  const bits = new PermissionsBitField(DISCORD_PERMISSIONS)
  expect(bits.toArray().sort()).toEqual(
    [
      'AddReactions',
      'AttachFiles',
      'CreatePublicThreads',
      'EmbedLinks',
      'ReadMessageHistory',
      'SendMessages',
      'SendMessagesInThreads',
      'ViewChannel',
    ].sort(),
  )
  const url = new URL(discordInvite())
  expect(url.searchParams.get('permissions')).toBe(String(DISCORD_PERMISSIONS))
  expect(url.searchParams.get('scope')).toBe('bot')
})
