import type { TextRange } from './text/range';

/** How bad an issue is, in the words of the Problems view. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/**
 * Every issue that reading, counting or pricing can raise, with its text in English. `{name}` is
 * replaced by the parameter of that name. This is the one place where the prose stands: views
 * translate it (the English text is the key), the command line prints it as it is.
 */
export const issueTemplates = {
  'front-matter-unclosed':
    'The front matter opened here is never closed by a line of three dashes: the whole file is counted as text.',
  'front-matter-invalid': 'The front matter is not valid YAML: {detail}',
  'front-matter-not-a-map': 'The front matter should be a list of "key: value" pairs.',
  'front-matter-value': '"{key}" should be {expected}.',
  'apply-to-list':
    'VS Code reads "applyTo" only as one string, with commas between its globs: with this list it does not add the file by itself.',
  'front-matter-long':
    'The front matter is longer than {limit} characters: it is not read, the text below it is counted.',
  'yaml-invalid': 'Not valid YAML: {detail}',
  'yaml-deep': 'Nested more than {limit} levels deep: this is not read.',
  'yaml-alias': 'The alias "{name}" is not expanded: what it stands for is not counted.',
  'json-unexpected': 'Not valid JSON: "{found}" is not expected here.',
  'json-missing': 'Not valid JSON: "{expected}" is missing before this.',
  'json-value-missing': 'Not valid JSON: a value is missing before this.',
  'json-unclosed': 'Not valid JSON: "{open}" is never closed.',
  'json-string':
    'Not valid JSON: this string is unclosed, or has a line break or an unknown escape.',
  'json-deep': 'Nested more than {limit} levels deep: this is not counted.',
  'chat-message-invalid':
    'This message should be an object with a role and content: it is not counted.',
  'chat-no-messages': 'No "messages" or "contents" found: the file is counted as text.',
  'unknown-role': '"{role}" is not a role that chat models know.',
  'include-missing': '"{target}" is not found in the workspace: it is not counted.',
  'include-cycle': '"{target}" includes this file again: it is counted once.',
  'include-limit': 'Too many files are included: "{target}" is not counted.',
  'samples-invalid':
    'The sample values in "{file}" are not used: the file should be a valid list of "name: value" pairs.',
  'expansion-long':
    'The examples come to more than {limit} characters: those beyond are not counted.',
  'template-unclosed': '"{open}" is never closed: it is counted as text.',
  'context-overflow':
    'The prompt has {tokens} tokens: {over} more than the context window of {model}, which is {window}.',
  'source-unread':
    'The source code could not be parsed: prompts in it are not found and not counted.',
  'source-long':
    'Only the first {limit} characters of source code are read: prompts behind this are not counted.',
  'malformed-bytes':
    'Some bytes of the file are not valid text in its encoding: they are counted as the replacement character.',
  'price-data-too-large': 'The price data has {bytes} bytes: more than {max} are not read.',
  'price-data-invalid': 'Not price data in the shape of genai-prices: {where}: {detail}',
  'user-price-invalid': 'The price of "{model}" is not used: {detail}',
  'litellm-not-a-config': 'No "model_list" found: this is not a LiteLLM configuration.',
  'litellm-model-invalid': 'This model is not read: {detail}',
  'litellm-prices-differ':
    'Deployments of "{model}" differ in price: the first one that states a price counts.',
  'scenario-stated-cost':
    'The cost stated is {stated}, but unit cost × volume is {computed}: the product counts.',
  'scenario-large': 'Scenario files longer than {limit} characters are not read.',
  'scenario-not-a-map': 'A scenario file should be a list of "key: value" pairs.',
  'scenario-newer':
    'The file is of format version {version}; this version of CostLens reads version {known}.',
  'scenario-version-missing': '"costlens: {known}", the version of the format, is missing.',
  'scenario-version': 'The version of the format should be the number {known}.',
  'scenario-several-documents':
    'Only the first document of the file is read: what stands from here on is not used.',
  'scenario-merge-key':
    'YAML 1.2 has no merge keys: "<<" is not used. Write the values out, or name them by an alias.',
  'scenario-reserved-name': '"{key}" can not be a name here: what it stands in is not used.',
  'scenario-repeated-key': '"{key}" stands here a second time: the last one counts.',
  'scenario-unknown-key': '"{key}" is not known here: it is not used.',
  'scenario-missing': '"{key}" is missing.',
  'scenario-map': 'This should hold "key: value" pairs, not {found}.',
  'scenario-list': 'This should be a list, not {found}.',
  'scenario-text': 'This should be a text, not {found}.',
  'scenario-whole': 'This should be a whole number, not {found}.',
  'scenario-type': 'This should be a {expected}, not {found}.',
  'scenario-number':
    'This should be a number, or a range as { low: 1, high: 2 } or { min: 1, mode: 2, max: 3 }, not {found}.',
  'scenario-choice': '"{found}" is not one of: {choices}.',
  'scenario-small': '{found} is less than the least allowed, {limit}.',
  'scenario-great': '{found} is more than the most allowed, {limit}.',
  'scenario-short': 'This should be at least {limit} long.',
  'scenario-long': 'This should be at most {limit} long.',
  'scenario-date': '"{found}" is not a day: write YYYY-MM-DD.',
  'scenario-moment':
    '"{found}" is neither a day nor a moment: write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.',
  'scenario-currency':
    '{found} is not a code of a currency: write three capital letters, as EUR. Until then amounts are in no currency.',
  'scenario-month': '"{found}" is not a month: write YYYY-MM.',
  'scenario-format': '{found} is not allowed here.',
  'scenario-range-order': 'The numbers of a range should ascend.',
  'scenario-range-of-amounts':
    'A range can not stand for a list of amounts: give each amount a name, and a range of its own.',
  'scenario-implausible': '{found} is outside of what is usual here, {low} to {high}.',
  'scenario-stale-prices': 'Prices are those of {day}, {days} days ago.',
  'scenario-future-prices':
    'Nobody knows the prices of {day} yet: they are taken as they are known now.',
  'scenario-old-price-data':
    'Prices are those of {name}, which were last known to be right on {day}, {days} days ago.',
  'scenario-variant-path': '"{path}" is not the path of an input.',
  'scenario-variant-name': 'A variant called "{name}" is there already.',
  'tco-counted-twice':
    '"{component}" stands among the direct costs or hours too: both amounts count.',
  'tco-rate-unused': 'Hidden costs are given one by one: the flat rate is not used.',
  'unit-economics-month-twice': '{month} stands here a second time: the first one counts.',
  'scaling-shares': 'The shares add up to {sum}, not to 1: nothing is projected.',
  'scaling-no-logarithm': 'A month without users or without cost is left out of the fit.',
  'catalog-file-missing': 'The file "{file}" is not found: its rows are not used.',
  'catalog-file-invalid': '"{file}" is not used: {detail}',
  'accelerator-unknown': '"{name}" is not in the catalog of accelerators.',
  'accelerator-similar':
    '"{name}" is not in the catalog of accelerators. Did you mean one of these: {nearest}?',
  'model-unknown': '"{name}" is not in the catalog of models: describe its architecture instead.',
  'model-similar':
    '"{name}" is not in the catalog of models. Did you mean one of these: {nearest}?',
  'instance-unknown': '"{name}" is not in the catalog of instances.',
  'instance-similar':
    '"{name}" is not in the catalog of instances. Did you mean one of these: {nearest}?',
  'sizing-no-model': 'Name a model of the catalog, or describe its architecture.',
  'sizing-two-models':
    'An architecture is given too: it counts, not that of "{model}" in the catalog.',
  'sizing-no-head-size': 'Give "hiddenSize" or "headDim": the size of the KV cache rests on it.',
  'sizing-context-long':
    'The model takes no more than {most} tokens of context, not {contextTokens}.',
  'training-mfu-and-hfu': 'Both "mfu" and "hfu" are given: "mfu" counts.',
  'attribution-period-empty': 'The period should end after it begins: no cost is in this one.',
  'attribution-outside-period':
    '{count} of {of} costs are outside of the period: they do not count.',
  'attribution-rule-twice': '{category} has a rule already: the first one counts.',
  'attribution-no-rule': 'No rule covers {category}: {amount} have no owner.',
  'attribution-no-owner':
    'The metadata of some costs of {category} do not name an owner: {amount} have none.',
  'attribution-rule-incomplete':
    'The rule lacks its "key", or its "shares": {amount} of {category} have no owner.',
  'attribution-no-usage':
    '"usage" has nothing to split by under the key of this rule: {amount} of {category} have no owner.',
  'attribution-shares-below':
    'The shares add up to less than 1: {amount} of {category} have no owner.',
  'attribution-shares-above':
    'The shares add up to more than 1 and are not used: {amount} of {category} have no owner.',
  'ledger-missing': 'The file names no usage: give the files in "sources" of a "ledger" section.',
  'ledger-source-missing': 'No file of the workspace is "{source}".',
  'ledger-clickhouse': 'What is in ClickHouse is not read: only the files of "sources" are.',
  'section-needed': 'The file has no "{section}" section to go by, or it is not valid.',
  'budget-twice': 'A budget for the same scope and period is there already: the first one counts.',
  'budget-uncounted':
    '{rows} rows of the budget "{name}" are not counted: their cost is not known, or not in {currency}.',
  'governance-policy-twice': 'A policy called "{name}" is there already: the first one counts.',
  'governance-policy-unknown': 'There is no policy "{policy}": nothing is approved by it.',
  'governance-policy-similar':
    'There is no policy "{policy}": nothing is approved by it. Did you mean "{nearest}"?',
  'governance-request-twice': 'The same request stands here a second time: {id}.',
  'governance-near-threshold': '{amount} is close to the {threshold} that "{policy}" allows.',
  'governance-above-threshold':
    '{amount} is more than the {threshold} that "{policy}" allows, and not approved.',
  'governance-no-approvers': 'No level of approvers is for {amount}: nobody can approve it.',
  'governance-no-justification':
    'A request above the threshold should have a "justification" and a "businessImpact".',
  'governance-own-approval':
    'Nobody approves their own request: this approval by {by} does not count.',
  'governance-approval-expired':
    'This approval by {by} held until {until}: it does not count any more.',
  'governance-approval-unused': 'No request of this file is the one that is approved here.',
  'priced-model-unknown': 'No model "{model}" is known: its calls have no price.',
  'priced-model-similar':
    'No model "{model}" is known: its calls have no price. Did you mean one of these: {nearest}?',
  'priced-model-without-price': 'No price is known for calls of "{model}".',
  'call-prices-stated': 'Prices are given here: those of "{model}" are not looked up.',
  'call-prices-twice': 'Prices for input and output are given too: this one is not used.',
  'call-price-unused':
    '"{key}" is not used: it goes with prices that are given here, not with those of a model.',
  'call-batch-without-price':
    'No price for batches is known: give a "batchDiscount" beside prices of your own, or take another model.',
  'call-cache-shares':
    'More than all of the input can’t be read from the cache and written to it: what is not read is taken as written.',
  'api-not-cheaper': 'Calls of this model are not cheaper.',
  'prompt-missing': 'The prompt "{file}" is not found, or can’t be read as text.',
  'prompt-outside': 'The path "{file}" leads out of the workspace: it is not followed.',
  'prompt-default-model':
    'Neither this entry nor the file names a model: it is counted and priced for {model}.',
  'verbose-please': '"Please" stands here {count} times, {most} would do: instructions need none.',
  'verbose-make-sure': '"Make sure" stands here {count} times: say what is to be done instead.',
  'verbose-again': 'Here again.',
  'verbose-phrase': '"{phrase}" says no more than "{instead}".',
  'verbose-filler': 'Nothing is lost without "{phrase}".',
  'repeated-equal': 'This stands in line {line} already, in the same words.',
  'repeated-similar': 'This says nearly the same as line {line}.',
  'repeated-earlier': 'The earlier one.',
  'repeated-words': 'Of these {words} words only {different} are different ones.',
  'whitespace-lines':
    'Blanks at line ends and surplus blank lines cost tokens: {count} places in this message.',
  'whitespace-indented': 'All {count} lines of this text are indented: each indentation is sent.',
  'whitespace-json': 'The white space of this JSON is sent: {count} places.',
  'examples-many': '{count} examples of one kind: one or two that differ would do, {max} at most.',
  'examples-first': 'The first one.',
  'context-no-output':
    'The prompt has {tokens} tokens: with {output} of expected output it does not fit into the context window of {window}.',
  'context-near-limit':
    'The prompt has {tokens} tokens: {percent} % of the context window of {window}.',
  'budget-tokens': 'The prompt has {tokens} tokens; its budget is {budget}.',
  'budget-usd': 'A run costs ${cost}; its budget is ${budget}.',
  'cache-order':
    '{tokens} tokens of fixed text stand behind the first placeholder, "{name}": from the cache, which they can not come from here, they would cost {percent} % of the price.',
  'cache-minimum':
    'The fixed beginning has {tokens} tokens: {missing} fewer than the prompt cache of {model} takes, which is {least}.',
  'data-base64': '{characters} characters of base64 are sent as text: {tokens} tokens.',
  'data-hex': '{characters} hexadecimal digits are sent as text: {tokens} tokens.',
  'data-table': 'A table of {rows} rows is sent with every request: {tokens} tokens.',
  'heavy-rules': 'Rules of many marks cost more than short ones: {count} here.',
  'heavy-invisible': 'Characters of no width are sent: {count} here.',
  'heavy-quotes': 'Typographic characters cost more tokens than plain ones: {count} here.',
  'heavy-emoji': 'Decorative emoji cost tokens and say nothing: {count} here.',
  'heavy-drawing': 'Lines drawn with box characters cost more than an indented list: {count} runs.',
  'rule-model-unknown': '"{model}" is not in the price list: its prompts have no cost.',
  'rule-model-similar':
    '"{model}" is not in the price list: its prompts have no cost. Did you mean "{nearest}"?',
  'model-retired': 'The provider refuses "{model}" since {day}.',
  'model-retires': 'The provider will refuse "{model}" from {day} on.',
  'variable-unused': 'The prompt does not use the input "{name}".',
  'variable-undefined': 'The inputs of the file have no "{name}".',
  'variable-misspelt': 'The inputs of the file have no "{name}". Did you mean "{nearest}"?',
  'always-on':
    '{tokens} tokens of this file go with every request; above {most} it is worth asking what is needed always.',
  'rule-findings-cut': '{count} more findings of this rule are not listed.',
  'rule-text-long': 'The prompt is longer than {limit} characters: its text is not checked.',
  'usage-reject-missing': 'Rows that do not count, since "{field}" is missing: {rows}.',
  'usage-reject-number': 'Rows that do not count, since "{field}" is not a number: {rows}.',
  'usage-reject-count':
    'Rows that do not count, since "{field}" is not a whole number from 0 on: {rows}.',
  'usage-reject-time': 'Rows that do not count, since "{field}" is not a day or a moment: {rows}.',
  'usage-reject-currency':
    'Rows that do not count, since "{field}" is not the code of a currency: {rows}.',
  'usage-reject-text': 'Rows that do not count, since "{field}" is not text: {rows}.',
  'usage-reject-object': 'Rows that do not count, since they are not JSON objects: {rows}.',
  'usage-reject-contradiction':
    'Rows that do not count, since they have more cached tokens than input, more reasoning than output, or end before they begin: {rows}.',
  'usage-reject-field-count':
    'Rows that do not count, since they have more or fewer fields than the header: {rows}.',
  'usage-reject-json': 'Rows that do not count, since they are cut off or not valid JSON: {rows}.',
  'usage-reject-quotes':
    'Rows that do not count, since a quoted field is not closed, or goes on behind its closing quote: {rows}.',
  'usage-reject-long':
    'Rows that do not count, since they are longer than 16 million characters: {rows}.',
  'usage-lines-passed': 'Lines without usage, such as the messages of a user: {rows}.',
  'usage-repeated': 'Rows of an id that was counted before, which count once: {rows}.',
  'usage-literal-null': 'Rows that say NULL in some field, which is a missing value: {rows}.',
  'usage-tag-spaces':
    'Rows that have a tag with spaces around its key, "{subject}", which is another than that without them: {rows}.',
  'usage-tags-unread': 'Rows whose tags are not a JSON object, which count as untagged: {rows}.',
  'usage-list-cost-differs': 'Rows whose ListCost is not ListUnitPrice × PricingQuantity: {rows}.',
  'usage-amount-missing': 'Rows without {subject}: {rows}.',
  'usage-cost-zero': 'Rows with tokens and a stated cost of 0: {rows}.',
  'usage-effective-whole':
    'The effective costs of {provider} (EffectiveCost) are whole numbers and the billed ones (BilledCost) are not, as if somebody had rounded them; rows: {rows}.',
  'usage-counted-twice':
    'Usage of {provider} is priced here on days for which its bill is read too, so that both are in the sums; leave one of them out. Rows: {rows}.',
  'usage-untagged': 'Rows without tags: {rows} of {of}.',
  'usage-currencies': 'The amounts are in {currencies}: currencies are not added up.',
  'usage-cost-unknown': 'Rows without a known cost, which are in no sum: {rows}.',
  'usage-cost-computed':
    'Rows that state tokens and no cost, which is computed at the prices of their day: {rows}.',
  'usage-outside-range': 'Rows outside of the days that are asked for: {rows}.',
  'usage-file-unknown': '"{file}" is in no format of usage that is known: it is not read.',
  'usage-file-empty': '"{file}" is empty.',
  'usage-file-unreadable': '"{file}" is not read: {detail}',
  'usage-file-cut-off': '"{file}" ends early, and what could be read of it counts: {detail}',
  'usage-file-grew':
    '"{file}" grew while it was read: it counts up to the line that was its last one.',
  'usage-file-malformed':
    '"{file}" has bytes that are not valid text in its encoding: they are read as the replacement character.',
  'too-many-issues': '{count} more problems of this file are not listed.',
} as const satisfies Record<string, string>;

export type IssueCode = keyof typeof issueTemplates;

/** Something wrong, as data: a code, its parameters and where. Prose is made from it by a view. */
export interface Issue {
  readonly code: IssueCode;
  readonly severity: Severity;
  readonly params: Readonly<Record<string, string | number>>;
  readonly range: TextRange;
}

/** The result of a function that bad input can fail. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Fills a template's `{name}` places; a name without a parameter stays as it stands. */
export function fillTemplate(
  template: string,
  params: Readonly<Record<string, string | number>>,
): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : place,
  );
}

/** The issue in English. */
export function issueMessage(issue: Issue): string {
  return fillTemplate(issueTemplates[issue.code], issue.params);
}
