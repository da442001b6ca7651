import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Piece } from '../../../../src/engine/prompts/document';
import { formatStringPieces } from '../../../../src/engine/prompts/formatString';
import { IssueList } from '../../../../src/engine/prompts/issueList';
import { piecesText } from '../../../../src/engine/prompts/source';
import { scanTemplate, type TemplateSyntax } from '../../../../src/engine/prompts/template';
import { templatePieces, type TemplatePieces } from '../../../../src/engine/prompts/templatePieces';

const samples: Readonly<Record<string, string>> = { name: 'Ada', 'user.name': 'Bob', list: 'a,b' };

function cut(text: string, syntax: TemplateSyntax, issues = new IssueList()): TemplatePieces {
  const pieces: Piece[] = [{ range: { start: 0, end: text.length } }];
  return templatePieces(text, pieces, syntax, (name) => samples[name], issues);
}

function rendered(text: string, syntax: TemplateSyntax): string {
  return piecesText(text, cut(text, syntax).pieces);
}

function names(text: string, syntax: TemplateSyntax): string[] {
  return cut(text, syntax).variables.map(({ name }) => name);
}

describe('templates', () => {
  describe('text that is counted', () => {
    const cases: readonly (readonly [TemplateSyntax, string, string])[] = [
      ['jinja', 'Hello {{ name }}!', 'Hello Ada!'],
      ['jinja', '{{ user.name | upper }}', 'Bob'],
      ['jinja', '{{ unknown }}.', '.'],
      ['jinja', '{{ unknown | default("you") }}', 'you'],
      ['jinja', '{{ \'}}\' }}|{{ "a\\n" }}', '}}|a\n'],
      ['jinja', "it{{ name }}'s {{ name }}", "itAda's Ada"],
      ['jinja', "{{ it's }} {{ name }}", ' Ada'],
      ['jinja', 'a {# {{ name }} #}b', 'a b'],
      ['jinja', 'a \n {%- if x -%} \n b {% endif %}', 'ab '],
      ['jinja', 'a {{- name -}} b', 'aAdab'],
      ['jinja', '{% if "%}" %}a{% else %}b{% endif %}', 'ab'],
      ['jinja', '{% raw %}{{ name }}{% endraw %}{{ name }}', '{{ name }}Ada'],
      ['jinja', '{% raw %}{{ name }}', 'Ada'],
      ['jinja', '{{ name', '{{ name'],
      ['jinja', '{ {name} }', '{ {name} }'],
      ['handlebars', 'Hello {{name}}, {{{name}}}, {{&name}}!', 'Hello Ada, Ada, Ada!'],
      ['handlebars', 'a\n  {{#if x}}\nb\n  {{/if}}\nc', 'a\nb\nc'],
      ['handlebars', 'a {{#if x}}b{{else}}c{{/if}} d', 'a bc d'],
      ['handlebars', 'a {{~#if x~}} b {{~/if~}} c', 'abc'],
      ['handlebars', '{{!-- {{name}} --}}a{{! b }}', 'a'],
      ['handlebars', '\\{{name}}', '\\{{name}}'],
      ['handlebars', '{{"a literal"}}', 'a literal'],
      ['mustache', '{{#list}}\n* {{name}}\n{{/list}}\n', '* Ada\n'],
      ['mustache', "{{user's}}", ''],
      ['mustache', '{% name %} {# name #}', '{% name %} {# name #}'],
      ['expressions', '{{ name }} {{#each}} {% if %}', 'Ada  {% if %}'],
    ];
    for (const [syntax, template, expected] of cases) {
      it(`${syntax}: ${JSON.stringify(template)}`, () => {
        assert.equal(rendered(template, syntax), expected);
      });
    }
  });

  describe('names', () => {
    const cases: readonly (readonly [TemplateSyntax, string, readonly string[]])[] = [
      ['jinja', '{{ a.b.c | join(d) }}', ['a.b.c', 'd']],
      ['jinja', '{% for x in xs if x.ok %}{{ x.y }}{{ loop.index }}{% endfor %}', ['xs', 'x.ok']],
      ['jinja', '{% for k, v in m.items() %}{{ k }}{{ v }}{% endfor %}', ['m']],
      ['jinja', '{% if a is defined and not b %}{% elif c == "d" %}{% endif %}', ['a', 'b', 'c']],
      ['jinja', '{% set t = a ~ b %}{{ t }}', ['a', 'b']],
      ['jinja', '{% macro m(p, q=1) %}{{ p }}{{ q }}{% endmacro %}{{ m(a, q=b) }}', ['a', 'b']],
      ['jinja', '{{ context }} {{ range(3) }} {{ f(x=y) }}', ['context', 'y']],
      ['jinja', '{% import "a.j2" as lib %}{{ lib.x }}', []],
      [
        'handlebars',
        '{{#each items}}{{name}}{{../top}}{{@index}}{{this}}{{/each}}',
        ['items', 'items.name', 'top'],
      ],
      ['handlebars', '{{#if (eq a "b")}}{{helper c d=e}}{{/if}}', ['a', 'c', 'e']],
      ['handlebars', '{{#each items as |item|}}{{item.x}}{{/each}}', ['items']],
      ['handlebars', '{{#with user}}{{name}}{{/with}}{{name}}', ['user', 'user.name', 'name']],
      ['mustache', '{{#a}}{{b}}{{/a}}{{^c}}{{/c}}', ['a', 'b', 'c']],
      [
        'expressions',
        '{{ users[0].name + " " + last }}{{ a ? b : c }}',
        ['users', 'last', 'a', 'b', 'c'],
      ],
    ];
    for (const [syntax, template, expected] of cases) {
      it(`${syntax}: ${template}`, () => {
        assert.deepEqual(names(template, syntax), expected);
      });
    }
  });

  it('finds what a template takes in', () => {
    const targets = (text: string, syntax: TemplateSyntax): string[] =>
      cut(text, syntax).references.map(({ target }) => target);
    assert.deepEqual(targets('{% include "a.j2" %}{% extends \'b.j2\' %}', 'jinja'), [
      'a.j2',
      'b.j2',
    ]);
    assert.deepEqual(targets('{% from "c.j2" import d %}{% include name %}', 'jinja'), ['c.j2']);
    assert.deepEqual(targets('{{> head}}{{>"a/b" x=y}}', 'handlebars'), ['head', 'a/b']);
  });

  it('tells where a tag is never closed', () => {
    const issues = new IssueList();
    cut('a {{ b', 'jinja', issues);
    const [issue] = issues.toArray();
    assert.equal(issue?.code, 'template-unclosed');
    assert.deepEqual(issue.range, { start: 2, end: 4 });
  });

  it('does not let a tag hide more than ten thousand units', () => {
    const text = `{{ ${'x '.repeat(6000)} }} end`;
    assert.equal(rendered(text, 'jinja'), text);
  });

  it('covers the whole text with tokens, in order', function () {
    this.timeout(20_000);
    const mark = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      '{#',
      '#}',
      '-',
      "'",
      '"',
      '\\',
      'a',
      ' ',
      '\n',
      '#',
      '/',
    );
    const syntax = fc.constantFrom<TemplateSyntax>(
      'jinja',
      'handlebars',
      'mustache',
      'expressions',
    );
    fc.assert(
      fc.property(
        fc.array(mark).map((marks) => marks.join('')),
        syntax,
        (text, kind) => {
          const { tokens } = scanTemplate(text, kind);
          let end = 0;
          for (const { range, inner } of tokens) {
            assert.ok(range.start >= end && range.end > range.start);
            assert.ok(inner.start >= range.start && inner.end <= range.end);
            // Only white space is dropped between tokens.
            assert.equal(text.slice(end, range.start).trim(), '');
            end = range.end;
          }
          assert.equal(text.slice(end).trim(), '');
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('reads format strings of Python', () => {
    const source = 'Hello {name}, {user.name!r:>8} {{not}} {} {"a": 1} {unknown}{';
    const pieces: Piece[] = [{ range: { start: 0, end: source.length } }];
    const cutUp = formatStringPieces(source, pieces, (name) => samples[name]);
    assert.equal(piecesText(source, cutUp.pieces), 'Hello Ada, Bob {not} {} {"a": 1} {');
    assert.deepEqual(
      cutUp.variables.map(({ name }) => name),
      ['name', 'user.name', 'unknown'],
    );
  });
});
