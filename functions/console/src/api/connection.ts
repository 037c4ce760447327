import { useSyncExternalStore } from "react";

/** Whether the machine has a network and its requests reach the server, as last heard. */
export class Connection {
  private reached = true;
  private readonly listeners = new Set<() => void>();

  /** Notes what became of a request: any answer at all is a connection. */
  heard(reached: boolean): void {
    if (reached === this.reached) return;
    this.reached = reached;
    this.tell();
  }

  readonly isUp = (): boolean => navigator.onLine && this.reached;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    addEventListener("online", this.backAgain);
    addEventListener("offline", this.tell);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      removeEventListener("online", this.backAgain);
      removeEventListener("offline", this.tell);
    };
  };

  private readonly backAgain = () => {
    this.reached = true;
    this.tell();
  };

  private readonly tell = () => {
    for (const listener of this.listeners) listener();
  };
}

export const connection = new Connection();

/** Follows whether there is a connection. */
export const useConnected = () => useSyncExternalStore(connection.subscribe, connection.isUp);
