/** Triggers that keep `channel.waits` at 1 where a delivery waits in the lane, and at 0 elsewhere. */
export const KEEP_WAITS: readonly string[] = [
  `CREATE INDEX channel_waits ON channel (next_at) WHERE waits = 1`,
  `CREATE TRIGGER delivery_begins AFTER INSERT ON delivery WHEN new.state = 'waiting'
    BEGIN ${waits('new.lane')}; END`,
  `CREATE TRIGGER delivery_begins_again AFTER UPDATE OF state, lane ON delivery
    WHEN new.state = 'waiting' AND (old.state <> 'waiting' OR new.lane <> old.lane)
    BEGIN ${waits('new.lane')}; END`,
  `CREATE TRIGGER delivery_ends AFTER UPDATE OF state, lane ON delivery
    WHEN old.state = 'waiting' AND (new.state <> 'waiting' OR new.lane <> old.lane)
    BEGIN UPDATE channel SET waits = 0 WHERE id = old.lane
      AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.lane = old.lane AND d.state = 'waiting'); END`,
]

function waits(lane: string): string {
  return `UPDATE channel SET waits = 1 WHERE id = ${lane} AND waits = 0`
}
