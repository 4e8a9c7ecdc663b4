// Copying, also where the browser keeps its clipboard from pages that came without TLS.

/** Puts the text on the clipboard; whether it could. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.setAttribute('readonly', '');
    field.className = 'hidden';
    document.body.append(field);
    field.select();
    // Deprecated, and the only way there is without TLS.
    const isDone = document.execCommand('copy');
    field.remove();
    return isDone;
  }
}
