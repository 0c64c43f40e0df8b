extension FileScope {
  /// The scope of the lines of `file`, which a line of this scope runs.
  ///
  /// - Parameters:
  ///   - path: where the file lies.
  ///   - trusting: whether its reader trusts it. A session that is not trusted cannot say so of
  ///     another.
  public func entering(
    _ file: SessionFile, at path: String, trusting: Bool, _ trust: Trust
  ) -> FileScope {
    guard file.isMarked else { return self }
    // Of a link, where it leads.
    let folder = FilePath.folder(of: FilePath.real(path) ?? path)
    return FileScope(
      folder: FilePath.real(folder) ?? folder,
      isTrusted: isTrusted && (trusting || !isTyped), trust: trust)
  }
}
