import * as vscode from 'vscode';

/** What a prompt costs a month by a scenario that lists it. */
export interface PromptCost {
  readonly scenario: vscode.Uri;
  /** Where it is listed. */
  readonly range: vscode.Range;
  /** null where the scenario can't tell. */
  readonly monthlyCost: number | null;
  readonly currency: string;
  /** The tokens are an estimate. */
  readonly isEstimate: boolean;
}

/** The costs that one scenario gives, by the URI of the prompt. */
export type CostsOfScenario = ReadonlyMap<string, readonly PromptCost[]>;

/**
 * What prompts cost a month, handed from the scenarios, which know it, to the prompts' lenses, which
 * show it. Nothing is worked out before somebody asks.
 */
export class PromptCosts implements vscode.Disposable {
  private readonly byScenario = new Map<string, CostsOfScenario>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly needed = new vscode.EventEmitter<void>();
  private isNeeded = false;

  readonly onDidChange = this.changed.event;
  /** Somebody has asked for the first time. */
  readonly onDidNeed = this.needed.event;

  /** The costs of a prompt as far as they are known by now. */
  of(prompt: vscode.Uri): readonly PromptCost[] {
    if (!this.isNeeded) {
      this.isNeeded = true;
      this.needed.fire();
    }
    const key = prompt.toString();
    return [...this.byScenario.values()].flatMap((costs) => costs.get(key) ?? []);
  }

  /** What a scenario gives now, in place of what it gave before. */
  set(scenario: vscode.Uri, costs: CostsOfScenario): void {
    const key = scenario.toString();
    const before = this.byScenario.get(key);
    if (costs.size === 0 && !before) return;
    if (costs.size === 0) this.byScenario.delete(key);
    else this.byScenario.set(key, costs);
    this.changed.fire();
  }

  clear(): void {
    if (this.byScenario.size === 0) return;
    this.byScenario.clear();
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
    this.needed.dispose();
  }
}
