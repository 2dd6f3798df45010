/** The look of the messages: Slack's in light and dark, Discord's always dark. Constant: no data in it. */
export const MESSAGE_STYLE = `
.message { --bg: #fff; --ink: #1d1c1d; --dim: #616061; --line: #dddddd; --link: #1264a3; --code: #f8f8f8; --code-line: #dddddd;
  --code-ink: #1d1c1d; --inline-ink: #c01343; --pill: #fdf3d1; --pill-ink: #0b4c8c; --button: #fff;
  color: var(--ink); background: var(--bg); border-radius: 10px; margin: 8px 0; padding: 10px 16px 12px; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) {
  .message, .pane.one.slack { --bg: #1a1d21; --ink: #d1d2d3; --dim: #ababad; --line: #393b3f; --link: #4ba3e3; --code: #222529;
    --code-line: #393b3f; --code-ink: #d1d2d3; --inline-ink: #e8912d; --pill: #3d3012; --pill-ink: #79baf0; --button: #1a1d21; }
}
.message.discord, .pane.one.discord { --bg: #313338; --ink: #dbdee1; --dim: #a9adb5; --line: #45474e; --link: #00a8fc;
  --code: #2b2d31; --code-line: #1e1f22; --code-ink: #dbdee1; --inline-ink: #dbdee1; --pill: #3c4270; --pill-ink: #d5daff;
  --button: #4e5058; --focus: #f0b54a; }
.pane.one.slack { background: #fff; }
@media (prefers-color-scheme: dark) { .pane.one.slack { background: #1a1d21; } }
.pane.one.discord { background: #313338; color: #dbdee1; color-scheme: dark; }
.one .message { border-radius: 0; padding: 8px 0; }

.message article { display: flex; gap: 10px; max-width: 860px; }
.avatar { flex: none; width: 36px; height: 36px; border-radius: 8px; display: grid; place-items: center; font-weight: 800;
  font-size: 18px; color: #1c1606; background: linear-gradient(135deg, #ffd98a, #f0a52c); }
.discord .avatar { width: 40px; height: 40px; border-radius: 50%; }
.discord article { gap: 14px; }
.post { flex: 1; min-width: 0; }
.post p, .post h4, dd p { white-space: pre-wrap; }
.byline, .post .byline { white-space: normal; display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 6px; }
.byline b { font-weight: 800; }
.discord .byline b { font-weight: 600; color: #f2f3f5; }
.badge { padding: 0 4px; border-radius: 3px; font-size: 10px; font-weight: 700; line-height: 15px; background: var(--line); color: var(--ink); }
.discord .badge { background: #5865f2; color: #fff; }
.byline time { font-size: 12px; color: var(--dim); }
.where { margin-left: auto; font-size: 13px; color: var(--dim); text-decoration: none; }
.where:hover { text-decoration: underline; }
.link { color: var(--link); text-decoration: none; }
a.link:hover { text-decoration: underline; }
.dead { color: inherit; cursor: default; }
.pill { padding: 0 3px; border-radius: 3px; background: var(--pill); color: var(--pill-ink); font-weight: 500; }
b { font-weight: 700; }
.post code:not(.code) { padding: 1px 4px; border: 1px solid var(--code-line); border-radius: 3px; background: var(--code); color: var(--inline-ink); font: .86em/1.5 var(--mono); }
.code { display: block; margin: 4px 0; padding: 8px; border: 1px solid var(--code-line); border-radius: 4px; background: var(--code);
  color: var(--code-ink); font: 12px/1.5 var(--mono); white-space: pre-wrap; tab-size: 4; overflow-wrap: anywhere; }
.discord .code { font-size: 13.5px; line-height: 1.3; }
blockquote { padding-left: 12px; border-left: 4px solid var(--line); white-space: pre-wrap; }
.post ul, .post ol { padding-left: 22px; list-style: disc; }
.post ol { list-style: decimal; }
hr { margin: 8px 0; border: 0; border-top: 1px solid var(--line); }
.unknown { display: inline-block; margin: 4px 0; padding: 4px 10px; border: 1px dashed var(--dim); border-radius: 4px; color: var(--dim); font-size: 13px; }
.spoiler { background: var(--line); border-radius: 3px; }
.stamp { background: #ffffff14; border-radius: 3px; padding: 0 2px; }

.buttons { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0 4px; }
.button { display: inline-block; min-height: 28px; padding: 2px 12px; border: 1px solid color-mix(in srgb, var(--ink) 35%, transparent);
  border-radius: 6px; background: var(--button); color: var(--ink); font-size: 13px; line-height: 22px; font-weight: 700; text-decoration: none; }
a.button:hover { filter: brightness(1.08); text-decoration: underline; }
.slack .button.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.slack .button.danger { background: #c01343; border-color: #c01343; color: #fff; }
.discord .button { min-height: 34px; border: 0; border-radius: 6px; padding: 5px 14px; font-size: 14px; line-height: 24px; font-weight: 500; color: #fff; }
.discord .button.primary { background: #5865f2; }
.discord .button.success { background: #248046; }
.discord .button.danger { background: #da373c; }
.button.dead { opacity: .6; }

.slack .attachment { position: relative; margin: 6px 0 0; padding-left: 14px; max-width: 700px; }
.bar { position: absolute; left: 0; top: 0; width: 4px; height: 100%; border-radius: 4px; }
.parts > * + * { margin-top: 8px; }
.slack h3.header { font-size: 18px; font-weight: 900; line-height: 1.33; }
.slack .fields { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px 16px; }
.context, .post .context { font-size: 12px; line-height: 1.4; color: var(--dim); white-space: normal; }

.discord .content { margin-bottom: 4px; }
.embed { position: relative; display: inline-block; max-width: 100%; min-width: min(432px, 100%); margin-top: 2px; padding: 8px 16px 14px 16px; border-radius: 4px;
  overflow: hidden; background: #2b2d31; font-size: 14px; line-height: 1.3; }
.embed .code { background: #1e1f22; }
.embed .author { font-weight: 600; }
.discord h3.header { margin-top: 8px; font-size: 16px; font-weight: 600; color: #fff; }
.discord h4 { font-weight: 700; font-size: 1.1em; }
.description > * + * { margin-top: 6px; }
.discord .fields { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 8px; }
.discord .field { grid-column: span 6; }
.discord .field.inline { grid-column: span 2; }
.discord dt { font-weight: 600; color: #f2f3f5; }
.subtext { font-size: 12px; color: var(--dim); }

.post .file { display: inline-block; margin: 4px 0 0; padding: 6px 12px; border: 1px solid var(--line); border-radius: 8px; font-size: 14px; }
.file small { margin-left: 6px; color: var(--dim); }

.edited, .post .edited { margin-top: 2px; white-space: normal; font-size: 12px; line-height: 1.3; color: var(--dim); }
.marks, .post .marks { margin: 6px 0 2px; white-space: normal; }
.mark { display: inline-flex; align-items: center; gap: 5px; min-height: 24px; padding: 0 8px; font-size: 13px; border-radius: 12px;
  border: 1px solid var(--link); background: color-mix(in srgb, var(--link) 14%, var(--bg)); }
.mark b { font-weight: 600; font-variant-numeric: tabular-nums; }
.discord .mark { border-radius: 8px; border-color: #5865f2; background: color-mix(in srgb, #5865f2 24%, var(--bg)); }
.thread { margin-top: 8px; padding-left: 12px; border-left: 2px solid var(--line); max-width: 720px; }
.replies, .post .replies { font-size: 13px; font-weight: 700; color: var(--link); }
.discord .replies { color: #dbdee1; font-weight: 600; }
.post .thread > ol { padding: 0; list-style: none; }
.thread .message, .one .thread .message { margin: 4px 0; padding: 4px 0; border-radius: 0; background: none; }
.thread .avatar, .discord .thread .avatar { width: 24px; height: 24px; font-size: 13px; border-radius: 6px; }
.discord .thread .avatar { border-radius: 50%; }

.fresh { animation: fresh 1.6s ease-out; }
@keyframes fresh { from { background: color-mix(in srgb, #f0b54a 30%, var(--bg)); } }
@media (prefers-reduced-motion: reduce) { .fresh { animation: none; } }
@media (max-width: 720px) {
  .message { padding: 10px 12px; }
  .message article { gap: 8px; }
  .slack .fields { grid-template-columns: 1fr; gap: 6px; }
  .discord .field.inline { grid-column: span 3; }
  .discord .avatar { width: 32px; height: 32px; }
  .embed { padding: 6px 12px 12px 14px; }
}
`
