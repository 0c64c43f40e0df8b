/// What `pollard sweep` asks for.
public struct SweepRequest: Hashable, Sendable {
  /// What starts the runs.
  public enum Engine: String, Hashable, Sendable, CaseIterable { case local, mpi, slurm }

  /// The script or session.
  public var file = ""
  /// `NAME=VALUES` or `NAME,NAME=@FILE.csv`, in the order of the shell line.
  public var values: [Invocation.Parameter] = []
  /// `--into`; nil takes FILE.sweep.
  public var folder: String?
  /// `--jobs`; nil takes as many as the threads of each leave room for.
  public var jobs: Int?
  /// `--engine`.
  public var engine = Engine.local
  /// `--keep`: keys of answers that become columns.
  public var keep: [String] = []
  /// `--retry`: points that failed run again.
  public var retries = false
  /// `--again`: points that an older arithmetic finished run anew.
  public var runsAgain = false
  /// `--dry-run`: only says what would run.
  public var isDry = false
  /// `--point`: this one alone, from 1, in this process.
  public var point: Int?

  /// A local sweep of no file.
  public init() {}

  /// Where it goes.
  public var into: String { folder ?? file + ".sweep" }
}
