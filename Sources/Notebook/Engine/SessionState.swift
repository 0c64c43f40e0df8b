import Sessions
import Workspaces

/// A session and what its lines led to.
public struct SessionState {
  /// The lines, with what they printed.
  public var file: SessionFile
  /// The state after the last line.
  public var workspace: Workspace
  /// What the lines answered last.
  public var answers = RecentAnswers()
}

extension Engine {
  /// The session as it is.
  public var state: SessionState {
    SessionState(file: sessionFile, workspace: workspace, answers: recentAnswers)
  }
}
