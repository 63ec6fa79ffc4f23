/* Browsers without modules: a plain page instead of an empty one. */
document.getElementById('app').innerHTML =
  '<p class="plain">This browser is too old for Stillnight. It needs Chrome 107, Safari 16 or newer.</p>'
