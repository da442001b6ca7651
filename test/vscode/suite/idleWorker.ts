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
});
