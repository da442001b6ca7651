import * as vscode from 'vscode';
import type { WorkerListener, WorkerThread } from './platform';

// The part of a browser's worker API that the web extension host has.
declare class Worker {
  constructor(url: string);
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message: string }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}
declare const URL: { createObjectURL(blob: Blob): string; revokeObjectURL(url: string): void };

/**
 * Starts the extension's worker inside the web extension host. That host is itself a worker, whose
 * own workers can't load extension files: the file is read here and started from a Blob URL.
 */
export async function startWorker(
  extensionUri: vscode.Uri,
  listener: WorkerListener,
): Promise<WorkerThread> {
  const code = await vscode.workspace.fs.readFile(
    vscode.Uri.joinPath(extensionUri, 'dist', 'worker.js'),
  );
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.onmessage = ({ data }) => {
    URL.revokeObjectURL(url);
    listener.onMessage(data);
  };
  worker.onerror = ({ message }) => {
    listener.onFailure(new Error(message));
  };
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    terminate: () => {
      worker.terminate();
    },
  };
}
