import type { Piece } from './budget.ts'

/** Platforms for which a template may hold a native part. */
export const NATIVE_PLATFORMS = ['slack', 'discord'] as const
export type NativePlatform = (typeof NATIVE_PLATFORMS)[number]

/** How the platform reads a text: not at all, or as its own markup. */
export type TextKind = 'plain' | 'mrkdwn' | 'markdown'

/**
 * A rendered native part as data. Texts keep apart what the template says, which may be markup, and what values say,
 * which the platform's renderer escapes. Everything but the length of texts is as the platform wants it.
 */
export type NativeNode =
  | {
      readonly kind: 'text'
      readonly as: TextKind
      /** As sent, UTF-16 units. */
      readonly most: number
      readonly pieces: readonly Piece[]
    }
  | { readonly kind: 'value'; readonly value: string | number | boolean }
  | { readonly kind: 'list'; readonly items: readonly NativeNode[] }
  | { readonly kind: 'map'; readonly members: readonly (readonly [string, NativeNode])[] }

/** A native part: its blocks or embeds, or why there are none. */
export type NativePart = { readonly parts: readonly NativeNode[] } | { readonly failed: string }
