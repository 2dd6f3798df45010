/** Named times of the week or year. */
export interface Hours {
  readonly name: string
  /** As a person would say it: `22:00-08:00 daily (Asia/Shanghai)`. */
  readonly text: string
  /** @param at ms since the epoch */
  readonly contains: (at: number) => boolean
}
