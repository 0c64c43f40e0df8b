import Testing

@testable import Sessions

/// Prose of a session, as Markdown and as HTML.
@Suite struct ProseTests {
  @Test(arguments: [
    ("a < b & c", "a &lt; b &amp; c"), ("`a<b` & `c", "`a<b` &amp; \\`c"),
    ("``a`b``", "``a`b``"), ("``` a``b ```", "\\`\\`\\` a\\`\\`b \\`\\`\\`"),
    ("x ```a``b```", "x ```a``b```"), ("\\`<b>`", "\\\\`<b>`"), ("```sh", "\\`\\`\\`sh"),
    ("- ~~~", "- \\~\\~\\~"), ("a ~ b", "a ~ b"), ("*so* $x$", "*so* \\$x\\$"),
    ("1. ```x``` <b>", "1. \\`\\`\\`x\\`\\`\\` &lt;b>"),
  ])
  func proseAsMarkdown(_ line: String, _ expected: String) {
    #expect(ProseLine.markdown(line) == expected)
  }

  @Test(arguments: [
    ("3 * 4 * 5", "<p>3 * 4 * 5</p>"),
    ("**a** and *b*", "<p><strong>a</strong> and <em>b</em></p>"),
    ("*a **b** c*", "<p><em>a <strong>b</strong> c</em></p>"),
    ("**a *b** c*", "<p>**a <em>b</em>* c*</p>"),
    ("` *a* ` <b>", "<p><code>*a*</code> &lt;b&gt;</p>"), ("#tag", "<p>#tag</p>"),
    ("### Three ###", "<h3>Three</h3>"),
  ])
  func proseAsHTML(_ line: String, _ expected: String) {
    #expect(PageProse.elements([line]).joined() == expected)
  }
}
