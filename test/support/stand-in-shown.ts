import type { Post } from './stand-in.ts'

/** What a message became by an edit. */
export interface Edit {
  /** Wall clock, ms since the epoch, with a fraction. */
  readonly at: number
  /** Id of the message. */
  readonly message: string
  readonly text: string
  /** The whole payload from then on. */
  readonly payload: Readonly<Record<string, unknown>>
}

/** A mark on a message. */
export interface Reaction {
  readonly at: number
  readonly message: string
  readonly name: string
}

/** A message as its channel shows it now. */
export interface Shown {
  readonly id: string
  readonly text: string
  readonly payload: Readonly<Record<string, unknown>>
  /** How often it was edited. */
  readonly edits: number
  readonly reactions: readonly string[]
  /** The replies in its thread, oldest first. */
  readonly thread: readonly Shown[]
}

/** Everything a stand-in has of its messages. */
export interface Kept {
  readonly posts: readonly Post[]
  readonly edits: readonly Edit[]
  readonly reactions: readonly Reaction[]
  /** Ids of the messages that somebody deleted. */
  readonly gone: ReadonlySet<string>
}

/** A message as its last edit left it. */
export function current(post: Post, edits: readonly Edit[]): Post {
  const last = edits.findLast(({ message }) => message === post.id)
  return last === undefined ? post : { ...post, text: last.text, payload: last.payload }
}

/**
 * The messages of a channel with their threads, oldest first.
 * @param isIn whether a post stands in the channel itself or in one of its threads
 * @param rootOf id of the message in whose thread a post stands; null for one of the channel itself
 */
export function shownOf(
  { posts, edits, reactions, gone }: Kept,
  isIn: (post: Post) => boolean,
  rootOf: (post: Post) => string | null,
): readonly Shown[] {
  const there = posts.filter((post) => !gone.has(post.id) && isIn(post))
  const show = (post: Post, thread: readonly Shown[]): Shown => {
    const { id, text, payload } = current(post, edits)
    return {
      id,
      text,
      payload,
      edits: edits.filter(({ message }) => message === id).length,
      reactions: reactions.filter(({ message }) => message === id).map(({ name }) => name),
      thread,
    }
  }
  return there
    .filter((post) => rootOf(post) === null)
    .map((root) =>
      show(
        root,
        there.filter((post) => rootOf(post) === root.id).map((reply) => show(reply, [])),
      ),
    )
}
