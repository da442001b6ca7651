/** A worker as the views see it, whatever thread it runs in. */
export interface WorkerThread {
  post(message: unknown): void;
  terminate(): void;
}

/** What the worker tells the host. */
export interface WorkerListener {
  onMessage(message: unknown): void;
  /** The thread died; nothing more comes from it. */
  onFailure(error: Error): void;
}
