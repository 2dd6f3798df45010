/** The look of the page around the messages, light and dark, from 320 px up. Constant: no data in it. */
export const INBOX_STYLE = `
:root { color-scheme: light dark; --pane: #eef0f3; --ink: #1d1c1d; --dim: #5c5f66; --line: #d9dce1; --link: #0b5cad;
  --side: #1c2333; --side-ink: #c9d1e0; --side-dim: #97a3bb; --side-here: #f0b54a; --code: #ffffff;
  --focus: #8a5a00;
  --sans: system-ui, -apple-system, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", "Noto Sans Mono CJK SC", monospace; }
@media (prefers-color-scheme: dark) {
  :root { --pane: #0f1115; --ink: #e3e5e8; --dim: #a3a8b3; --line: #2b303a; --link: #6cb2ff; --side: #151a26; --code: #191c22;
    --focus: #f0b54a; }
}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; font: 15px/1.46668 var(--sans); color: var(--ink); background: var(--pane); overflow: hidden; }
h1, h2, h3, h4, p, ul, ol, dl, dd, pre, blockquote { margin: 0; padding: 0; font: inherit; }
ul, ol { list-style: none; }
a { color: inherit; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.skip { position: absolute; left: -999px; z-index: 2; padding: 8px 12px; background: #fff; color: #000; }
.skip:focus { left: 8px; top: 8px; }
#channels, .skip { --focus: #f0b54a; }
[hidden] { display: none !important; }

#channels { flex: 0 0 248px; padding: 16px 10px; overflow-y: auto; background: var(--side); color: var(--side-ink); }
.brand { display: flex; align-items: center; gap: 10px; padding: 0 8px 14px; font-weight: 700; font-size: 17px; color: #fff; }
.brand .avatar { width: 28px; height: 28px; font-size: 15px; }
#channels h2 { padding: 16px 10px 4px; font-size: 13px; font-weight: 600; color: var(--side-dim); }
#channels li a { display: flex; align-items: center; gap: 6px; padding: 5px 10px; border-radius: 6px; text-decoration: none; }
#channels li a:hover { background: #ffffff14; }
#channels li a[aria-current] { background: var(--side-here); color: #1c1606; font-weight: 600; }
#channels bdi { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.hash { opacity: .75; margin-right: 2px; }
.count { font-size: 12px; font-variant-numeric: tabular-nums; opacity: .9; }

.pane { flex: 1; min-width: 0; display: flex; flex-direction: column; background: var(--pane); }
#heading { padding: 12px 24px; border-bottom: 1px solid var(--line); }
#heading h1 { font-size: 18px; font-weight: 700; overflow-wrap: anywhere; }
#heading p { font-size: 13px; color: var(--dim); overflow-wrap: anywhere; }
#scroller { flex: 1; min-height: 0; display: flex; flex-direction: column-reverse; overflow-y: auto; }
#messages { width: 100%; padding: 12px 24px 24px; }
ol#messages { max-width: 942px; margin-bottom: auto; }
.day { display: flex; align-items: center; gap: 12px; margin: 14px 0 10px; font-size: 13px; font-weight: 600; color: var(--dim); }
.day::before, .day::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
#offline, #trouble { padding: 10px 24px; background: #8a1c1c; color: #fff; overflow-wrap: anywhere; }
.note { padding: 6px 24px; font-size: 13px; color: var(--dim); }

.empty { width: 100%; max-width: 840px; margin: 6vh auto 0; overflow-y: auto; }
.empty h2 { font-size: 22px; font-weight: 700; margin-bottom: 8px; }
.empty p { margin: 10px 0 6px; }
.empty .note { padding: 0; }
.empty pre { padding: 12px 14px; border: 1px solid var(--line); border-radius: 8px; background: var(--code);
  overflow-x: auto; }
.empty code { font: 13px/1.5 var(--mono); }
.empty .link { color: var(--link); }

@media (max-width: 720px) {
  body { flex-direction: column; }
  #channels { flex: none; display: flex; align-items: center; gap: 6px; padding: 8px 12px; overflow: auto hidden; scrollbar-width: none; }
  #channels .brand { padding: 0 4px 0 0; font-size: 0; }
  #channels h2 { padding: 0 2px 0 8px; font-size: 12px; }
  #channels ul { display: flex; gap: 4px; }
  #channels li a { white-space: nowrap; padding: 7px 10px; background: #ffffff14; }
  #channels bdi { overflow: visible; }
  .pane { min-height: 0; }
  #heading { padding: 8px 12px; }
  #messages { padding: 8px 8px 16px; }
  .empty { margin-top: 0; padding: 20px 16px !important; }
}
`
