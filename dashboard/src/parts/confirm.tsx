// What is about to be written, to be looked at once more.

import { useEffect, useId, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

interface Props {
  title: string;
  close: () => void;
  /** While it is done: who closes it would not hear how it ends. */
  isFixed?: boolean;
  children: ComponentChildren;
}

export function Confirm({ title, close, isFixed = false, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class="dialog" ref={dialog} onCancel={(event) => { if (isFixed) event.preventDefault(); }} onClose={close} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet" aria-label="Close" disabled={isFixed} onClick={() => dialog.current?.close()}>×</button>
      </header>
      {children}
    </dialog>
  );
}
