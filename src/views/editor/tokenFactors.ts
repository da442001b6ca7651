import * as vscode from 'vscode';
import * as z from 'zod';
import { calibrate, type Band, type BilledTokens } from '../../engine/tokens/estimateTokens';
import { registerCommand } from '../host/commands';
import { figures } from '../host/messages';
import { readSetting, writeSetting } from '../host/settings';
import type { PromptDocuments } from './promptDocuments';

/** The user's own factors as bands; a single number is one without width. */
export function tokenFactors(uri: vscode.Uri): Record<string, Band> {
  return Object.fromEntries(
    Object.entries(readSetting('tokenFactors', uri)).map(([model, factor]) => [
      model,
      typeof factor === 'number' ? { low: factor, likely: factor, high: factor } : factor,
    ]),
  );
}

const pairsKey = 'costlens.billedTokens';
const pairsSchema = z.record(
  z.string(),
  z.array(z.object({ tokens: z.number(), billed: z.number() })),
);
/** Older pairs of a model make way. */
const mostPairs = 50;

/**
 * Calibrating a model whose tokenizer is not public: the user says what was billed for the active
 * prompt; all that was said of the model so far makes its factor.
 */
export function registerCalibration(
  documents: PromptDocuments,
  state: vscode.Memento,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return registerCommand(log, 'costlens.calibrate', async () => {
    const document = vscode.window.activeTextEditor?.document;
    const report = document && (await documents.current(document));
    if (!report?.band) {
      void vscode.window.showInformationMessage(
        report
          ? vscode.l10n.t(
              'Tokens of {0} are counted exactly: nothing to calibrate.',
              report.model.name,
            )
          : vscode.l10n.t('The active file is not counted as a prompt.'),
      );
      return;
    }
    const model = report.model.name;
    const answer = await vscode.window.showInputBox({
      title: vscode.l10n.t('Calibrate {0}', model),
      prompt: vscode.l10n.t(
        'Input tokens that you were billed for this prompt as it stands; CostLens estimates {0} to {1}.',
        figures().count(report.band.low),
        figures().count(report.band.high),
      ),
      validateInput: (value) =>
        /^[1-9]\d{0,9}$/.test(value.trim()) ? undefined : vscode.l10n.t('A whole number of tokens'),
    });
    if (answer === undefined) return;
    const pair = { tokens: report.band.counted + report.overheadTokens, billed: Number(answer) };
    const factor = calibrate(await remember(state, model, pair));
    if (!factor) return;
    const factors = { ...readSetting('tokenFactors'), [model]: rounded(factor) };
    await writeSetting('tokenFactors', factors, vscode.ConfigurationTarget.Global);
  });
}

async function remember(
  state: vscode.Memento,
  model: string,
  pair: BilledTokens,
): Promise<BilledTokens[]> {
  const saved = pairsSchema.safeParse(state.get(pairsKey));
  const pairs = saved.success ? saved.data : {};
  const before = Object.hasOwn(pairs, model) ? pairs[model] : undefined;
  const own = [...(before ?? []), pair].slice(-mostPairs);
  await state.update(pairsKey, { ...pairs, [model]: own });
  return own;
}

/** Four digits: more than a calibration by bills can know, and readable in the settings. */
function rounded({ low, likely, high }: Band): Band {
  const round = (value: number): number => Number(value.toPrecision(4));
  return { low: round(low), likely: round(likely), high: round(high) };
}
