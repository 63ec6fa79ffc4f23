import { mount } from 'svelte'
import './app.css'
import App from './App.svelte'
import { start } from './start'

const target = document.getElementById('app')!

void start().then(() => {
  target.replaceChildren()
  mount(App, { target })
})
