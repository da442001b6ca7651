import * as vscode from 'vscode';
import { AnalysisClient } from '../../../src/views/editor/analysisClient';
import { equal } from '../assert';
import { eventually } from '../promptFile';

describe('The analysis worker', () => {
  it('is ended when it has nothing to do, and another is started when it has', async () => {
    let started = 0;
    let ended = 0;
    const log = vscode.window.createOutputChannel('CostLens test', { log: true });
    const client = new AnalysisClient(
      (listener) => {
        started++;
        return Promise.resolve({
          post: (message) => {
            const { type, id } = message as { type: string; id: number };
            if (type === 'models') listener.onMessage({ type: 'models', id, models: [] });
          },
          terminate: () => {
            ended++;
          },
        });
      },
      () => Promise.resolve(new Uint8Array()),
      () => Promise.resolve(new Uint8Array()),
      () => Promise.resolve(undefined),
      log,
      50,
    );
    try {
      await client.listModels(new Date());
      await eventually(
        () => ended,
        (count) => count === 1,
        'ended workers',
      );
      await client.listModels(new Date());
      equal(started, 2);
    } finally {
      client.dispose();
      log.dispose();
    }
  });

  it('is ended once it has answered, where it says that it is spent', async () => {
    const log = vscode.window.createOutputChannel('CostLens test', { log: true });
    const sent: string[] = [];
    const client = new AnalysisClient(
      (listener) =>
        Promise.resolve({
          post: (message) => {
            const { type, id } = message as { type: string; id: number };
            sent.push(type);
            if (sent.length !== 2) return;
            listener.onMessage({ type: 'models', id: id - 1, models: [] });
            listener.onMessage({ type: 'spent', reason: 'of a test' });
            listener.onMessage({ type: 'models', id, models: [] });
          },
          terminate: () => {
            sent.push('terminate');
          },
        }),
      () => Promise.resolve(new Uint8Array()),
      () => Promise.resolve(new Uint8Array()),
      () => Promise.resolve(undefined),
      log,
    );
    try {
      await Promise.all([client.listModels(new Date()), client.listModels(new Date())]);
      await eventually(
        () => sent,
        ({ length }) => length === 3,
        'what the worker was told',
      );
      equal(sent, ['models', 'models', 'terminate']);
    } finally {
      client.dispose();
      log.dispose();
    }
  });
});
