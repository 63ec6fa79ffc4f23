/* Chooses the theme before the first paint. The same rule lives in src/theme/theme.ts, which keeps it up to date. */
;(function () {
  var kept = null
  try { kept = localStorage.getItem('stillnight.theme') } catch (e) { /* private mode: the clock decides */ }
  var hour = new Date().getHours()
  var atNight = hour >= 21 || hour < 7
  var light = window.matchMedia && matchMedia('(prefers-color-scheme: light)').matches
  var theme = kept === 'light' || kept === 'dark' || kept === 'night' ? kept : atNight ? 'dark' : light ? 'light' : 'dark'
  document.documentElement.setAttribute('data-theme', theme)
  var colours = { light: '#faf5ee', dark: '#14100d', night: '#060302' }
  document.querySelector('meta[name="theme-color"]').setAttribute('content', colours[theme])
})()
