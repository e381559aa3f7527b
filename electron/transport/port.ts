/**
 * A two-way line to another process, window or object. Messages arrive whole and in order; `Uint8Array`s
 * travel as bytes. Each adapter in this folder makes one from what its place offers.
 */
export interface Port {
  /** Sends one message; after the port has closed it does nothing. */
  send(message: unknown): void;
  /** Messages that arrive before the first listener are kept for it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when either side closes; at once where the port is closed already. */
  onClose(listener: () => void): void;
  close(): void;
}

/** The listening half of a port, which every adapter needs: keeps early messages, closes once. */
export class PortEvents {
  #messageListener: ((message: unknown) => void) | undefined;
  #closeListeners: (() => void)[] = [];
  #early: unknown[] = [];
  closed = false;

  onMessage(listener: (message: unknown) => void): void {
    this.#messageListener = listener;
    for (const message of this.#early.splice(0)) listener(message);
  }

  onClose(listener: () => void): void {
    if (this.closed) listener();
    else this.#closeListeners.push(listener);
  }

  message(message: unknown): void {
    if (this.closed) return;
    if (this.#messageListener) this.#messageListener(message);
    else this.#early.push(message);
  }

  /** Returns whether this was the first close. */
  close(): boolean {
    if (this.closed) return false;
    this.closed = true;
    for (const listener of this.#closeListeners.splice(0)) listener();
    return true;
  }
}
