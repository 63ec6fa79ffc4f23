/** An installed iPhone app cannot save a download, but it can share a file; elsewhere a plain link does. */
export function sharesFiles(): boolean {
  const probe = new File([''], 'a.txt', { type: 'text/plain' })
  return 'canShare' in navigator && navigator.maxTouchPoints > 0 && navigator.canShare({ files: [probe] })
}

/** Out of the app, right after a touch: through the share sheet, or as a download where that takes no such file. */
export async function shareFile(file: File): Promise<void> {
  if (sharesFiles() && (await shared(file))) return
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: file.name })
  link.click()
  // Some browsers read the file only after the touch has ended.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Closing the sheet is an answer too. */
function shared(file: File): Promise<boolean> {
  return navigator.share({ files: [file] }).then(
    () => true,
    (error: unknown) => error instanceof DOMException && error.name === 'AbortError',
  )
}
