import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { FocusEvent, ReactNode } from "react";

import { Button } from "./Button";
import { ToastQueue } from "./toast-queue";
import type { ShownToast } from "./toast-queue";

import styles from "./Toasts.module.css";

const Queue = createContext<ToastQueue | null>(null);

/** Keeps the window's notices, drawn or not. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [queue] = useState(() => new ToastQueue());
  return <Queue value={queue}>{children}</Queue>;
}

/** The notices, to show one. */
export function useToasts(): ToastQueue {
  const queue = useContext(Queue);
  if (queue === null) throw new Error("the window stands inside a ToastProvider");
  return queue;
}

/** Draws the notices. Their clocks stand still while nothing draws them: nobody could read them. */
export function Toasts() {
  const queue = useToasts();
  const shown = useSyncExternalStore(queue.subscribe, queue.shown);
  const cameFrom = useRef<Element | null>(null);
  useEffect(() => {
    queue.resume();
    return queue.pause;
  }, [queue]);

  /** Closes a notice and puts a focus that was on it back to where it came from. */
  function close(id: number) {
    const from = cameFrom.current;
    queue.close(id);
    if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
  }

  function entered(event: FocusEvent) {
    if (!event.currentTarget.contains(event.relatedTarget)) cameFrom.current = event.relatedTarget;
    queue.pause();
  }

  function left(event: FocusEvent) {
    if (event.currentTarget.contains(event.relatedTarget)) return;
    cameFrom.current = null;
    queue.resume();
  }

  return (
    // The region stands there before its first notice: only then is that one announced. Pointing at it does nothing
    // but stop the clock.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="status"
      className={styles.region}
      onPointerEnter={queue.pause}
      onPointerLeave={queue.resume}
      onFocus={entered}
      onBlur={left}
    >
      {shown.map((toast) => (
        <ToastItem key={toast.id} toast={toast} onClose={() => close(toast.id)} />
      ))}
    </div>
  );
}

function ToastItem({ toast, onClose }: { toast: ShownToast; onClose: () => void }) {
  const { says, next, undo } = toast;
  return (
    <div className={styles.toast}>
      <p>
        {says} {next !== undefined && <span className={styles.next}>{next}</span>}
      </p>
      {undo !== undefined && (
        <Button
          look="toast"
          onPress={() => {
            onClose();
            undo();
          }}
        >
          Undo
        </Button>
      )}
      {next !== undefined && (
        <Button look="toast" onPress={onClose}>
          Close
        </Button>
      )}
    </div>
  );
}
