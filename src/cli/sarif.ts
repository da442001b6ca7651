import { issueMessage } from '../engine/issues';
import type { Severity } from '../engine/issues';
import type { Finding, TextEdit } from '../engine/rules/finding';
import { rules } from '../engine/rules/rules';
import type { TextRange } from '../engine/text/range';
import { version } from '../../package.json';
import { placer } from './located';

/** A file that was checked. */
export interface CheckedSource {
  readonly file: string;
  readonly text: string;
  readonly findings: readonly Finding[];
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

const documentation = 'https://github.com/costlens/costlens/blob/main/docs/rules';

/** Findings in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS). */
export function sarifLog(files: readonly CheckedSource[]): unknown {
  return {
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'CostLens',
            version,
            rules: rules.map(({ id, severity, docs }) => ({
              id,
              shortDescription: { text: docs.title },
              fullDescription: { text: docs.description },
              helpUri: `${documentation}/${id}.md`,
              defaultConfiguration: { level: levels[severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: files.flatMap((file) => file.findings.map((finding) => resultOf(file, finding))),
      },
    ],
  };
}

function resultOf({ file, text }: CheckedSource, finding: Finding): unknown {
  const artifactLocation = { uri: encodeURI(file).replaceAll(/[?#]/g, encodeURIComponent) };
  const place = placer(text);
  const region = ({ start, end }: TextRange): unknown => {
    const [from, to] = [place(start), place(end)];
    return {
      startLine: from.line,
      startColumn: from.column,
      endLine: to.line,
      endColumn: to.column,
    };
  };
  const location = (range: TextRange): object => ({
    physicalLocation: { artifactLocation, region: region(range) },
  });
  const replacement = (edit: TextEdit): unknown => ({
    deletedRegion: region(edit.range),
    insertedContent: { text: edit.text },
  });
  const { rule, severity, range, related, fix, savedTokens, savedUsd, tokensAtStake } = finding;
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: levels[severity],
    message: { text: issueMessage(finding) },
    locations: [location(range)],
    ...(related.length > 0 && {
      relatedLocations: related.map((other, id) => ({
        id,
        message: { text: issueMessage({ ...other, severity }) },
        ...location(other.range),
      })),
    }),
    ...(fix && {
      fixes: [
        {
          description: { text: fix.kind === 'safe' ? 'Safe to apply.' : 'To be looked at first.' },
          artifactChanges: [{ artifactLocation, replacements: fix.edits.map(replacement) }],
        },
      ],
    }),
    properties: { savedTokens, savedUsd, tokensAtStake },
  };
}
