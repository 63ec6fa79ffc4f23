"""The phone's disk as the app reads and writes it: rows opened and sealed with the key that lies beside them."""

from collections.abc import Iterable, Mapping
from typing import Any

from playwright.sync_api import Page

DISK = """
  const done = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = asked.oncomplete = () => resolve(asked.result)
    asked.onerror = asked.onabort = () => reject(asked.error)
  })
  const db = await done(indexedDB.open('stillnight'))
  const { keys } = (await done(db.transaction('keys').objectStore('keys').get('key'))) ?? {}
  const bytes = (text) => new TextEncoder().encode(text)
  const label = (store, { account, name, id }) => bytes(JSON.stringify([store, account, name, id]))
  const how = (iv, additionalData) => ({ name: 'AES-GCM', iv, additionalData })
  const opened = async (store, row) => {
    if (!row.sealed) return row
    const [iv, said] = [row.sealed.slice(0, 12), row.sealed.slice(12)]
    const text = await crypto.subtle.decrypt(how(iv, label(store, row)), keys.aes, said)
    return JSON.parse(new TextDecoder().decode(text))
  }
  const rows = async (store) =>
    Promise.all((await done(db.transaction(store).objectStore(store).getAll())).map((row) => opened(store, row)))
  const waiting = async (change) => {
    const { id, account, order, kind, key } = change
    const mac = new Uint8Array(await crypto.subtle.sign('HMAC', keys.mac, bytes(`${kind}|${key}`)), 0, 16)
    const row = { id, account, order, name: btoa(String.fromCharCode(...mac)) }
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const said = await crypto.subtle.encrypt(how(iv, label('outbox', row)), keys.aes, bytes(JSON.stringify(change)))
    return { ...row, sealed: new Uint8Array([...iv, ...new Uint8Array(said)]) }
  }
"""
ROWS = f"async (store) => {{ {DISK} const found = await rows(store); db.close(); return found }}"
EVERYTHING = f"""async () => {{ {DISK}
  const found = []
  for (const store of db.objectStoreNames) if (store !== 'keys') found.push(...(await rows(store)))
  db.close()
  return JSON.stringify(found)
}}"""
WAIT = f"""async (changes) => {{ {DISK}
  const sealed = await Promise.all(changes.map(waiting))
  const tx = db.transaction('outbox', 'readwrite')
  sealed.forEach((row) => tx.objectStore('outbox').put(row))
  await done(tx)
  db.close()
}}"""


def rows(page: Page, store: str) -> list[Any]:
    """What a store holds; fails on a row that does not open with the phone's key."""
    found: list[Any] = page.evaluate(ROWS, store)
    return found


def everything(page: Page) -> str:
    """All that lies on the phone's disk, in the clear."""
    return str(page.evaluate(EVERYTHING))


def put_waiting(page: Page, changes: Iterable[Mapping[str, Any]]) -> None:
    """Changes that were not sent, as the app keeps them."""
    page.evaluate(WAIT, list(changes))
