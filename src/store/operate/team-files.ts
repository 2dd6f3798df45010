import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'
import type { TeamFile } from '../stored.ts'

/** All that is known of teams' files, by team. */
export const teamFiles: Handler<'teamFiles'> = each((query) =>
  query<TeamFile>(`SELECT team, text, told FROM team_file ORDER BY team`),
)

/** Keeps good texts of teams' files. */
export const keepTeamFile: Handler<'keepTeamFile'> = each(async (query, { team, text }) => {
  await query(
    `INSERT INTO team_file (team, text) VALUES (?1, ?2)
      ON CONFLICT (team) DO UPDATE SET text = excluded.text, told = NULL`,
    team,
    text,
  )
  return null
})

/** Notes which broken texts were told of. */
export const toldTeamFile: Handler<'toldTeamFile'> = each(async (query, { team, told }) => {
  await query(
    `INSERT INTO team_file (team, told) VALUES (?1, ?2)
      ON CONFLICT (team) DO UPDATE SET told = excluded.told`,
    team,
    told,
  )
  return null
})
