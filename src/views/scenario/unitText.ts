import * as vscode from 'vscode';
import type { Unit } from '../../engine/systems/fields';

/** What an input is measured in, for people; undefined for a plain number. */
export function unitText(unit: Unit, currency: string): string | undefined {
  switch (unit) {
    case 'money':
    case 'money/unit':
      return currency;
    case 'money/month':
      return vscode.l10n.t('{0} a month', currency);
    case 'money/hour':
      return vscode.l10n.t('{0} an hour', currency);
    case 'money/day':
      return vscode.l10n.t('{0} a day', currency);
    case 'USD':
      return 'USD';
    case 'share':
      return vscode.l10n.t('a share from 0 to 1');
    case 'percent':
      return vscode.l10n.t('percent, 0 to 100');
    case 'count/month':
      return vscode.l10n.t('per month');
    case 'count/day':
      return vscode.l10n.t('per day');
    case 'count/second':
      return vscode.l10n.t('per second');
    case 'tokens':
      return vscode.l10n.t('tokens');
    case 'hours':
      return vscode.l10n.t('hours');
    case 'hours/month':
      return vscode.l10n.t('hours a month');
    case 'days':
      return vscode.l10n.t('days');
    case 'months':
      return vscode.l10n.t('months');
    case 'minutes':
      return vscode.l10n.t('minutes');
    case 'milliseconds':
      return vscode.l10n.t('milliseconds');
    case 'bytes':
      return vscode.l10n.t('bytes');
    case 'GB':
      return vscode.l10n.t('GB of 10⁹ bytes');
    case 'flops':
      return vscode.l10n.t('floating-point operations');
    case 'count':
    case 'score':
    case 'factor':
    case 'outcome':
      return undefined;
  }
}
