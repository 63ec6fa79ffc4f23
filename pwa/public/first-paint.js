/* Chooses the theme before the first paint, and asks early for what the first screen needs. The same rules live in
   src/theme/theme.svelte.ts and src/i18n/i18n.svelte.ts; where they differ for once, only a moment is lost. */
;(function () {
  var kept = null, spoken = null
  try {
    kept = localStorage.getItem('stillnight.theme')
    spoken = localStorage.getItem('stillnight.language')
  } catch (e) { /* private mode: the clock and the browser decide */ }
  var hour = new Date().getHours()
  var atNight = hour >= 21 || hour < 7
  var light = window.matchMedia && matchMedia('(prefers-color-scheme: light)').matches
  var chosen = kept === 'light' || kept === 'dark' || kept === 'night'
  var theme = chosen ? kept : atNight || !light ? 'dark' : 'light'
  document.documentElement.setAttribute('data-theme', theme)
  var colours = { light: '#faf5ee', dark: '#14100d', night: '#060302' }
  document.querySelector('meta[name="theme-color"]').setAttribute('content', colours[theme])

  var meta = document.querySelector('meta[name="early"]')
  var files = meta ? JSON.parse(meta.getAttribute('content')) : {}
  var languages = Array.prototype.map.call(navigator.languages || [], function (tag) {
    return tag.slice(0, 2).toLowerCase()
  })
  var wanted = [spoken].concat(languages, 'en')
  var language = wanted.filter(function (tag) { return files[tag] })[0]
  var first = /^\/(welcome)?$/.test(location.pathname) ? [files[language], files.welcome] : [files[language]]
  first.filter(Boolean).forEach(function (file) {
    var link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = file
    link.crossOrigin = ''
    document.head.appendChild(link)
  })

  /* Older than Chrome 107 or Safari 16: a plain page in place of one that half works. */
  var modules = 'noModule' in HTMLScriptElement.prototype
  var able = modules && window.AbortSignal && AbortSignal.timeout && window.structuredClone
  var old = {
    de: 'Dieser Browser ist zu alt f\u00fcr Stillnight. Es braucht Chrome 107, Safari 16 oder neuer.',
    en: 'This browser is too old for Stillnight. It needs Chrome 107, Safari 16 or newer.',
    es: 'Este navegador es demasiado antiguo para Stillnight. Hace falta Chrome 107, Safari 16 o posterior.'
  }
  if (able) return
  document.documentElement.setAttribute('data-old', '')
  document.addEventListener('DOMContentLoaded', function () {
    var said = document.createElement('p')
    said.className = 'plain'
    said.lang = language || 'en'
    said.textContent = old[language] || old.en
    var app = document.getElementById('app')
    app.textContent = ''
    app.appendChild(said)
  })
})()
