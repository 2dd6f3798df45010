import { createHash, hash, type Hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { gathering } from './chunks.ts'
import { closeJson } from './cut-json.ts'

/** Sizes in bytes. */
export interface BodyLimits {
  /** Up to this a body is kept whole. */
  readonly whole: number
  /** What is kept of a longer one. */
  readonly kept: number
  /** What all bodies that are being read or worked on may hold together. */
  readonly inFlight: number
}

/** 64 MB whole, 1 MB of longer ones, 256 MB at once. */
export const BODY_LIMITS: BodyLimits = { whole: 64 * 2 ** 20, kept: 2 ** 20, inFlight: 256 * 2 ** 20 }

/** A body that came in whole, or the beginning of one that was too long. */
export interface Body {
  readonly kind: 'body'
  /** What is kept: as it came, or its beginning made JSON again where `cut`. */
  readonly bytes: Buffer
  /** Bytes that came. */
  readonly size: number
  /** SHA-256 of all bytes that came, hex. */
  readonly hash: string
  readonly cut: boolean
  /** Gives its share of the memory back; call it once, when the bytes are no longer needed. */
  readonly free: () => void
}

/** busy: too much in flight. aborted: the sender went away. */
export type ReadBody = Body | { readonly kind: 'busy' } | { readonly kind: 'aborted' }

/** Reads request bodies within limits that hold for all of them together. */
export function bodyReader(limits: BodyLimits): (incoming: IncomingMessage) => Promise<ReadBody> {
  let inFlight = 0
  return (incoming) =>
    new Promise((resolve) => {
      const chunks = gathering()
      let held = 0
      let size = 0
      let digest: Hash | undefined
      let busy = false
      const hold = (change: number): void => {
        held += change
        inFlight += change
      }
      const drop = (): void => {
        chunks.empty()
        hold(-held)
      }
      const onData = (chunk: Buffer): void => {
        size += chunk.length
        if (busy) return
        if (size > chunk.length) digest = (digest ?? hashOf(chunks.all())).update(chunk)
        if (size > limits.whole && size - chunk.length > limits.whole) return
        if (inFlight + chunk.length > limits.inFlight) {
          busy = true
          drop()
          return
        }
        chunks.add(chunk)
        hold(chunk.length)
        if (size <= limits.whole) return
        const kept = Buffer.from(Buffer.concat(chunks.all()).subarray(0, limits.kept))
        drop()
        chunks.add(kept)
        hold(kept.length)
      }
      const onEnd = (): void => {
        cleanup()
        if (busy) {
          resolve({ kind: 'busy' })
          return
        }
        const all = chunks.all()
        const [first = EMPTY] = all
        const whole = all.length < 2 ? first : Buffer.concat(all)
        const cut = size > limits.whole
        chunks.empty()
        resolve({
          kind: 'body',
          bytes: cut ? closeJson(whole) : whole,
          size,
          hash: digest === undefined ? hash('sha256', whole, 'hex') : digest.digest('hex'),
          cut,
          free: drop,
        })
      }
      const onClose = (): void => {
        cleanup()
        drop()
        resolve({ kind: 'aborted' })
      }
      const cleanup = (): void => {
        incoming.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose)
      }
      incoming.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
      if (incoming.destroyed) onClose()
    })
}

/**
 * Reads a body and throws it away, so that the sender gets to the answer instead of a reset; resolves at its end,
 * or when the sender went away, sent more than `most` bytes or took longer than `ms`.
 */
export function drainBody(incoming: IncomingMessage, most: number, ms: number): Promise<void> {
  return new Promise((resolve) => {
    let size = 0
    const late = setTimeout(() => incoming.destroy(), ms)
    const done = (): void => {
      clearTimeout(late)
      resolve()
    }
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > most) incoming.destroy()
    })
    incoming.on('end', done).on('close', done).on('error', done)
    if (incoming.destroyed) done()
  })
}

const EMPTY = Buffer.alloc(0)

function hashOf(chunks: readonly Buffer[]): Hash {
  const digest = createHash('sha256')
  for (const chunk of chunks) digest.update(chunk)
  return digest
}
