import type { Issue } from '../issues';

/** How many issues of one file are listed: a broken file of 100,000 lines must not flood a view. */
const listedIssues = 100;

/** Collects the issues of one file, the first hundred of them; the rest is counted. */
export class IssueList {
  private readonly listed: Issue[] = [];
  private unlisted = 0;
  private firstUnlisted: Issue | undefined;

  add(issue: Issue): void {
    if (this.listed.length < listedIssues) this.listed.push(issue);
    else {
      this.firstUnlisted ??= issue;
      this.unlisted++;
    }
  }

  /** The issues, in the order of the file but for the last, which counts what is not listed. */
  toArray(): readonly Issue[] {
    const issues = this.listed.toSorted((a, b) => a.range.start - b.range.start);
    if (!this.firstUnlisted) return issues;
    return [
      ...issues,
      {
        code: 'too-many-issues',
        severity: 'warning',
        params: { count: this.unlisted },
        range: this.firstUnlisted.range,
      },
    ];
  }
}
