import { sanitize } from 'hast-util-sanitize'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toHast } from 'mdast-util-to-hast'
import { gfm } from 'micromark-extension-gfm'
import { createElement, Fragment } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { drawn } from './drawn.ts'
import { withHtml } from './html.ts'
import { readHtml } from './html-tokens.ts'

const NAMES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', copy: '©' }
const decode = (name: string): string | null => NAMES[name] ?? null

const shown = (code: string): string => {
  const tree = toHast(fromMarkdown(code, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }), { allowDangerousHtml: true })
  return renderToStaticMarkup(createElement(Fragment, null, drawn(sanitize(withHtml(tree, decode))))).replace(/<link rel="preload"[^>]*>/g, '')
}

describe('HTML in Markdown', () => {
  for (const [code, html] of [
    ['<div>\n\n**bold**\n\n</div>', '<div>\n<p><strong>bold</strong></p>\n</div>'],
    ['a <b>x <i>y</i></b> z', '<p>a <b>x <i>y</i></b> z</p>'],
    ['one<br>two<br/>three', '<p>one<br/>two<br/>three</p>'],
    ['<img src="/a.png" width=20 alt=\'q"r\'>', '<img src="/a.png" width="20" alt="q&quot;r"/>'],
    ['<IMG SRC=/x.png>', '<p><img src="/x.png"/></p>'],
    ['<details open><summary>S</summary>\n\nbody *x*\n\n</details>', '<details open=""><summary>S</summary>\n<p>body <em>x</em></p>\n</details>'],
    ['<!-- c -->\n\nhello <!-- d --> there', '<p>hello  there</p>'],
    ['<h1 align="center">T</h1>', '<h1 align="center">T</h1>'],
    ['<code class="language-js foo">y</code>', '<p><code class="language-js">y</code></p>'],
    ['<pre>\n a\n  b</pre>', '<pre> a\n  b</pre>'],
    [
      '| a | b |\n|:-:|---|\n| 1 | 2 |',
      '<table><thead><tr><th style="text-align:center">a</th><th>b</th></tr></thead><tbody><tr><td style="text-align:center">1</td><td>2</td></tr></tbody></table>',
    ],
    ['- [x] done', '<ul class="contains-task-list">\n<li class="task-list-item"><input type="checkbox" disabled="" checked=""/> done</li>\n</ul>'],
    ['~~old~~ www.example.com', '<p><del>old</del> <a href="http://www.example.com">www.example.com</a></p>'],
    ['<a aria-label="x" data-y="z" href="/">a</a>', '<p><a aria-label="x" href="/">a</a></p>'],
    ['| a |\n|---|\n| <b>x</b> |', '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td><b>x</b></td></tr></tbody></table>'],
  ] as const)
    it(`becomes elements: ${code}`, () => expect(shown(code).trim()).toBe(html))

  for (const [code, html] of [
    ['<ul><li>a<li>b</ul>', '<ul><li>a</li><li>b</li></ul>'],
    ['<ul><li>a<ul><li>b</ul><li>c</ul>', '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>'],
    ['<p>one<p>two<div>three</div>', '<p>one</p><p>two</p><div>three</div>'],
    ['<dl><dt>a<dd>b<dt>c<dd>d</dl>', '<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>'],
    ['<table><tr><td>1<td>2<tr><td>3</table>', '<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>'],
    ['<b>unclosed\n\nnext', '<p><b>unclosed</b></p>\n<p>next</p>'],
    ['</div>\n\nstray </i>', '<p>stray </p>'],
  ] as const)
    it(`ends what nobody closed: ${code}`, () => expect(shown(code).trim()).toBe(html))

  it('names characters', () =>
    expect(shown('<center>&amp; &copy; &#65; &#x42; &nosuch; &lt;b&gt; &#0; &#xD800;</center>')).toBe('&amp; © A B &amp;nosuch; &lt;b&gt; \ufffd \ufffd'))

  for (const [code, html] of [
    ['<script>alert(1)</script>', ''],
    ['x <script>alert("<b>")</script> y', '<p>x  y</p>'],
    ['<svg><script>alert(1)</script></svg>', '<p></p>'],
    ['<a href="javascript:alert(1)">x</a>', '<p><a>x</a></p>'],
    ['<a href="&#106;avascript:alert(1)">x</a>', '<p><a>x</a></p>'],
    ['<a href="https://x.y" onclick="z()" style="color:red">x</a>', '<p><a href="https://x.y">x</a></p>'],
    ['<img src=/x.png onerror=alert(1)>', '<p><img src="/x.png"/></p>'],
    ['<div __proto__="x" constructor="y">a</div>', '<div>a</div>'],
    ['<iframe src="x"><b>in</b></iframe>', '&lt;b&gt;in&lt;/b&gt;'],
    ['<div id="a">z</div>', '<div id="user-content-a">z</div>'],
    ['a < b and c <3 d', '<p>a &lt; b and c &lt;3 d</p>'],
  ] as const)
    it(`stays harmless: ${code}`, () => expect(shown(code).trim()).toBe(html))

  it('exhausts nothing', () => {
    const deep = '<b>'.repeat(5_000)
    expect(shown(`${deep}x`)).toContain('x')
    for (const odd of [
      '<'.repeat(50_000),
      '<a '.repeat(20_000),
      '<!--'.repeat(20_000),
      '<a b="'.repeat(20_000),
      '<title>'.repeat(20_000),
      '&'.repeat(50_000),
    ]) {
      const start = performance.now()
      readHtml(odd, decode)
      expect(performance.now() - start).toBeLessThan(500)
    }
  })
})
