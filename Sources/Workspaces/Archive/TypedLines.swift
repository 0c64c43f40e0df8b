import Datasets
import Sessions

/// What the lines of a session say that its weights repeat: the weights of somebody else may name
/// no file, no data and no setting that a reader of the lines does not see.
public struct TypedLines {
  /// Where `log` lines lead, by where the files really lie.
  private(set) var logs: Set<String> = []
  /// What `data` lines ask for, without the folders of the machine.
  public private(set) var data: Set<DatasetRequest> = []
  private var parameters: [String: Set<String>] = [:]
  private var settings: [String: Set<String>] = [:]

  /// Where relative paths of the lines begin, and which files they may touch.
  public let scope: FileScope

  /// - Parameters:
  ///   - effects: of the lines that were not recorded as failing.
  ///   - scope: of the lines.
  public init(_ header: SessionHeader?, effects: some Sequence<Effect>, scope: FileScope) {
    self.scope = scope
    for (name, value) in header?.parameters ?? [] { parameters[name, default: []].insert(value) }
    for effect in effects {
      switch effect {
      case .set(.log, let path):
        if let place = FilePath.real(scope.outputPath(path)) { logs.insert(place) }
      case .set(.parameter(let name), let value): parameters[name, default: []].insert(value)
      case .set(.setting(let key), let value):
        settings[key, default: []].insert(meant(key, value))
      case .load(var request):
        request.file = request.file.map(scope.path)
        data.insert(placed(request))
      default: break
      }
    }
  }

  /// Where a file that a line names really lies.
  public func place(_ typed: String) -> String {
    let path = scope.path(typed)
    return FilePath.real(path) ?? path
  }

  /// The value of a setting; of a folder, where it really lies.
  private func meant(_ setting: String, _ value: String) -> String {
    Setting.meters.contains { $0.key == setting } ? place(value) : value
  }

  /// The request without folders of the machine, its file where it really lies.
  private func placed(_ request: DatasetRequest) -> DatasetRequest {
    var request = request
    request.folder = nil
    request.dataFolder = nil
    request.file = request.file.map { FilePath.real($0) ?? $0 }
    return request
  }

  /// - Parameter request: with a path that can be opened.
  public func names(_ request: DatasetRequest) -> Bool { data.contains(placed(request)) }

  /// - Parameter path: as it can be opened.
  public func names(log path: String) -> Bool { FilePath.real(path).map(logs.contains) ?? false }

  /// Whether the header or a `param` line gives the parameter this value.
  public func names(parameter name: String, _ value: String) -> Bool {
    parameters[name]?.contains(value) ?? false
  }

  /// Whether a `set` line gives the setting this value; a folder counts by where it really lies.
  public func names(setting key: String, _ value: String) -> Bool {
    settings[key]?.contains(meant(key, value)) ?? false
  }
}
