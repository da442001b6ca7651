import * as vscode from 'vscode';
import type { PromptReport } from '../../engine/report/report';
import type { Finding, RuleId } from '../../engine/rules/finding';
import { figures, issueText } from './messages';
import { tokensText } from './reportText';

/** What a finding says, and what its fix saves, or how many tokens it is about. */
export function findingText(finding: Finding, report: PromptReport): string {
  const saving = savingText(finding, report);
  return saving === undefined ? issueText(finding) : `${issueText(finding)} ${saving}`;
}

function savingText(
  { fix, savedTokens, savedUsd, tokensAtStake }: Finding,
  { estimates }: PromptReport,
): string | undefined {
  const isEstimated = estimates.length > 0;
  if (fix && savedTokens !== null && savedTokens > 0) {
    const tokens = tokensText(savedTokens, isEstimated);
    return savedUsd === null
      ? vscode.l10n.t('The fix saves {0} tokens.', tokens)
      : vscode.l10n.t('The fix saves {0} tokens, {1} a run.', tokens, figures().usd(savedUsd));
  }
  if (fix || tokensAtStake === null) return undefined;
  return vscode.l10n.t('Review: it is about {0} tokens.', tokensText(tokensAtStake, isEstimated));
}

/** The page that says what a rule looks for and why. */
export function ruleUri(rule: RuleId): vscode.Uri {
  return vscode.Uri.parse(`https://github.com/costlens/costlens/blob/main/docs/rules/${rule}.md`);
}

const severities = ['error', 'warning', 'information', 'hint'] as const;

/** The findings that matter most: the worst first, then those about the most tokens. */
export function topFindings({ check }: PromptReport, most: number): readonly Finding[] {
  const tokensOf = ({ savedTokens, tokensAtStake }: Finding): number =>
    savedTokens ?? tokensAtStake ?? 0;
  return (check?.findings ?? [])
    .toSorted(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        tokensOf(b) - tokensOf(a),
    )
    .slice(0, most);
}
