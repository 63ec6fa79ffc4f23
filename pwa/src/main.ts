import { mount } from 'svelte'
import './app.css'
import App from './App.svelte'
import { firstFrame } from './lib/firstFrame'
import { settle, start } from './start'

const target = document.getElementById('app')!

// `first-paint.js` has found the browser too old, and said so.
const old = 'old' in document.documentElement.dataset

if (!old)
  void start().then(() => {
    target.replaceChildren()
    mount(App, { target })
    void firstFrame().then(settle)
  })
