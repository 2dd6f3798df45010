/** What a channel changes for a role or a member; the sets are decimal texts. */
export interface Overwrite {
  readonly id: string
  readonly allow: string
  readonly deny: string
}

export interface Membership {
  /** Also the id of the role that everyone has. */
  readonly guildId: string
  readonly bot: string
  readonly roles: readonly { readonly id: string; readonly permissions: string }[]
  /** Ids of the roles that the bot has. */
  readonly mine: readonly string[]
  readonly overwrites: readonly Overwrite[]
}

/** Permissions by their bits (discord.com/developers/docs/topics/permissions), as Discord's settings name them. */
const PERMISSIONS = {
  'View Channel': 1n << 10n,
  'Send Messages': 1n << 11n,
  'Embed Links': 1n << 14n,
  'Attach Files': 1n << 15n,
  'Read Message History': 1n << 16n,
  'Add Reactions': 1n << 6n,
  'Create Public Threads': 1n << 35n,
  'Send Messages in Threads': 1n << 38n,
} as const
export type Permission = keyof typeof PERMISSIONS

const ADMINISTRATOR = 1n << 3n
const ALL = (1n << 64n) - 1n

/** What a bot may do in a channel: its roles, then what the channel changes for everyone, for its roles, for itself. */
export function permissionsIn({ guildId, bot, roles, mine, overwrites }: Membership): bigint {
  const own = new Set([guildId, ...mine])
  let granted = 0n
  for (const { id, permissions } of roles) if (own.has(id)) granted |= BigInt(permissions)
  if ((granted & ADMINISTRATOR) !== 0n) return ALL
  const ofRoles = overwrites.filter(({ id }) => id !== guildId && own.has(id))
  for (const group of [
    overwrites.filter(({ id }) => id === guildId),
    ofRoles,
    overwrites.filter(({ id }) => id === bot),
  ]) {
    for (const { deny } of group) granted &= ~BigInt(deny)
    for (const { allow } of group) granted |= BigInt(allow)
  }
  return granted
}

/** Those of `wanted` that are not granted. */
export function missingOf(granted: bigint, wanted: readonly Permission[]): Permission[] {
  return wanted.filter((name) => (granted & PERMISSIONS[name]) === 0n)
}
