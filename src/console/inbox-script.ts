/**
 * Keeps an open inbox page up to date: asks every 2 s while it is visible whether something came (304 when not),
 * takes the new messages out of the answer's parsed copy, and leaves the reader where they were. The parsed copy
 * is inert: nothing in it runs, and only escaped text came in it.
 */
export const INBOX_SCRIPT = `(() => {
  const EVERY_MS = 2000
  const TIMEOUT_MS = 10000
  let version = document.body.dataset.version
  let busy = false

  async function look() {
    if (busy || document.hidden) return
    busy = true
    let down = false
    try {
      const answer = await fetch(location.origin + location.pathname + location.search, {
        headers: { 'If-None-Match': '"' + version + '"' },
        cache: 'no-store',
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      if (answer.status === 200) show(new DOMParser().parseFromString(await answer.text(), 'text/html'))
      else down = answer.status !== 304
    } catch {
      down = true
    }
    document.getElementById('offline').hidden = !down
    busy = false
  }

  function show(next) {
    if (next.body.dataset.version === undefined) throw new Error('not the inbox')
    version = next.body.dataset.version
    document.title = next.title
    const focused = document.activeElement?.getAttribute('href')
    replace('channels', next)
    replace('heading', next)
    const old = document.querySelector('ol#messages')
    const list = next.querySelector('ol#messages')
    if (old === null || list === null) replace('main', next)
    else merge(old, list)
    if (focused && document.activeElement === document.body) {
      for (const link of document.links) if (link.getAttribute('href') === focused) link.focus()
    }
  }

  function replace(id, next) {
    const part = next.getElementById(id)
    if (part !== null) document.getElementById(id).replaceWith(document.importNode(part, true))
  }

  // A message never changes: what is there stays, what is new is added, what is gone goes.
  function merge(old, list) {
    const scroller = document.getElementById('scroller')
    const atEnd = scroller.scrollTop > -40
    const top = scroller.getBoundingClientRect().top
    const anchor = [...old.children].find(
      (item) => item.getBoundingClientRect().bottom > top && list.querySelector('#' + CSS.escape(item.id)),
    )
    const before = anchor?.getBoundingClientRect().top
    for (const item of [...old.children]) {
      if (!list.querySelector('#' + CSS.escape(item.id))) item.remove()
    }
    for (const item of list.children) {
      if (document.getElementById(item.id) !== null) continue
      const added = document.importNode(item, true)
      added.classList.add('fresh')
      old.append(added)
    }
    if (atEnd) scroller.scrollTop = 0
    else if (anchor) scroller.scrollTop += anchor.getBoundingClientRect().top - before
  }

  setInterval(look, EVERY_MS)
  document.addEventListener('visibilitychange', look)
})()`
