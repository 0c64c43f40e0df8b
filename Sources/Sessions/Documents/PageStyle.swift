/// How a session's page looks: one column, typed lines set off, wide output scrolls by itself, so
/// that it reads on a projector, on paper and on a phone.
public enum PageStyle {
  /// CSS for pages that need no other file.
  public static let sheet = """

    :root {
      --ground: #ffffff; --text: #1a1a1a; --quiet: #5c5c5c; --rule: #d0d0d0;
      --typed: #f0f4f8; --accent: #0b5394; --error: #a61b1b;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #15181c; --text: #e8e8e8; --quiet: #a6adb4; --rule: #3c434b;
        --typed: #22282f; --accent: #7cb8f2; --error: #ff8f85;
      }
    }
    * { box-sizing: border-box; }
    html { font-size: clamp(16px, 0.7vw + 9px, 24px); -webkit-text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--ground); color: var(--text);
      font-family: system-ui, sans-serif; line-height: 1.5;
    }
    main, footer { max-width: 56rem; margin: 0 auto; padding: 0 1rem; }
    main { padding-top: 1rem; }
    h1, h2, h3, h4, h5, h6 { line-height: 1.2; margin: 1.6em 0 0.5em; overflow-wrap: anywhere; }
    p, li { max-width: 42rem; overflow-wrap: anywhere; }
    pre, code, samp { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
    code { font-size: 0.9em; }
    section { margin: 1.4rem 0; }
    pre { margin: 0; overflow-x: auto; font-size: 0.85rem; line-height: 1.35; }
    pre code { font-size: inherit; }
    .typed { display: flex; background: var(--typed); border-left: 4px solid var(--accent); }
    .typed a {
      flex: none; min-width: 2.6rem; padding: 0.5rem 0.4rem; text-align: right; font-size: 0.75rem;
      color: var(--quiet); text-decoration: none; user-select: none;
    }
    .typed pre { flex: 1; min-width: 0; padding: 0.45rem 0.5rem; font-weight: 600; }
    .again, .varies, .error { padding: 0.35rem 0.7rem; border-left: 4px solid transparent; }
    .varies { color: var(--quiet); border-left: 4px dotted var(--rule); }
    .error { color: var(--error); border-left-color: var(--error); }
    figure { margin: 0.6rem 0; background: #ffffff; border-radius: 4px; overflow-x: auto; }
    figure svg { display: block; width: 100%; min-width: 34rem; height: auto; }
    footer {
      margin-top: 3rem; padding-top: 0.5rem; padding-bottom: 2rem; \
      border-top: 1px solid var(--rule);
      color: var(--quiet); font-size: 0.8rem;
    }
    dl { margin: 0; }
    dl div { display: inline-block; margin-right: 1.2rem; overflow-wrap: anywhere; }
    dt, dd { display: inline; margin: 0; }
    dt::after { content: ":"; }
    @media print {
      pre { white-space: pre-wrap; }
      figure svg { min-width: 0; }
      section { break-inside: avoid; }
    }

    """
}
