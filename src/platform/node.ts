import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { WorkerListener, WorkerThread } from './platform';

/** Starts the extension's worker on a Node thread. */
export function startWorker(
  extensionUri: vscode.Uri,
  listener: WorkerListener,
): Promise<WorkerThread> {
  const worker = new Worker(vscode.Uri.joinPath(extensionUri, 'dist', 'worker.node.js').fsPath);
  worker.on('message', (message: unknown) => {
    listener.onMessage(message);
  });
  worker.on('error', (error: unknown) => {
    listener.onFailure(error instanceof Error ? error : new Error(String(error)));
  });
  // A thread can also end without an error, when something in it ends the process.
  worker.on('exit', (code) => {
    listener.onFailure(new Error(`the worker ended with ${String(code)}`));
  });
  return Promise.resolve({
    post: (message) => {
      worker.postMessage(message);
    },
    terminate: () => {
      void worker.terminate();
    },
  });
}
