import * as vscode from 'vscode';

/**
 * Every command that package.json contributes, with the arguments it takes. A test holds this and
 * package.json against each other.
 */
export interface CommandArguments {
  /** Turns all of CostLens on or off, for all windows. */
  'costlens.toggle': [];
  /** Counts the file of the active editor as a prompt, or stops counting it. */
  'costlens.toggleFile': [];
  /** Picks the model: for the workspace, or for one file. */
  'costlens.chooseModel': [];
  /** Counts the active prompt once more, where that has failed. */
  'costlens.countAgain': [];
  /** Opens the panel with all figures of the active prompt. */
  'costlens.showReport': [];
  /** Opens the panel with the active prompt under several models. */
  'costlens.compareModels': [];
  /** Colours the tokens of the active prompt, or stops. */
  'costlens.toggleTokenColours': [];
  /** Takes what was billed for the active prompt as a measure of its model's tokens. */
  'costlens.calibrate': [];
  /** Loads newer prices from a file or URL, or goes back to the built-in ones. */
  'costlens.updatePrices': [];
}

type CommandId = keyof CommandArguments;

/** Registers a command whose failure is logged and shown, never lost. */
export function registerCommand<Id extends CommandId>(
  log: vscode.LogOutputChannel,
  id: Id,
  run: (...args: CommandArguments[Id]) => Promise<void> | void,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: CommandArguments[Id]) => {
    try {
      await run(...args);
    } catch (error) {
      log.error(`${id} failed`, error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(
        vscode.l10n.t('CostLens could not do that: {0}', String(error)),
      );
    }
  });
}

/** A link to a command for lenses and other places that name one. */
export function commandLink<Id extends CommandId>(
  id: Id,
  title: string,
  tooltip: string,
  ...args: CommandArguments[Id]
): vscode.Command {
  return { command: id, title, tooltip, arguments: args };
}
