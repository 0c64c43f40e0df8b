import Datasets
import Language
import Sessions

/// What the lines of a session say that its weights repeat: the weights of somebody else may name
/// no file, no data and no setting that a reader of the lines does not see.
struct TypedLines {
  /// Where `log` lines lead, by where the files really lie.
  private(set) var logs: Set<String> = []
  /// What `data` lines ask for, without the folders of the machine.
  private(set) var data: Set<DatasetRequest> = []
  private var parameters: [String: Set<String>] = [:]
  private var settings: [String: Set<String>] = [:]

  let scope: FileScope

  /// - Parameter scope: of the session's lines.
  init(_ file: SessionFile, table: CommandTable, scope: FileScope) {
    self.scope = scope
    let header = file.header?.parameters ?? []
    for (name, value) in header { parameters[name, default: []].insert(value) }
    var lines = BoundLines(table, parameters: header)
    for cell in file.cells where !cell.expectsError {
      guard let arguments = lines.bind(cell.input) else { continue }
      switch arguments.signature.verb {
      case LogCommand.signature.verb:
        if let place = arguments.text("FILE").flatMap({ FilePath.real(scope.path($0)) }) {
          logs.insert(place)
        }
      case DataCommand.signature.verb:
        if let request = DataCommand.request(arguments, scope) { data.insert(placed(request)) }
      case ParamCommand.signature.verb:
        for pair in arguments.pairs { parameters[pair.name, default: []].insert(pair.value) }
      case SetCommand.signature.verb:
        for pair in arguments.pairs {
          settings[pair.name, default: []].insert(meant(pair.name, pair.value))
        }
      default: break
      }
    }
  }

  /// Where a file that a line names really lies.
  func place(_ typed: String) -> String {
    let path = scope.path(typed)
    return FilePath.real(path) ?? path
  }

  /// The value of a setting; of a folder, where it really lies.
  private func meant(_ setting: String, _ value: String) -> String {
    setting == Setting.powercap.key ? place(value) : value
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
  func names(_ request: DatasetRequest) -> Bool { data.contains(placed(request)) }

  /// - Parameter path: as it can be opened.
  func names(log path: String) -> Bool { FilePath.real(path).map(logs.contains) ?? false }

  func names(parameter name: String, _ value: String) -> Bool {
    parameters[name]?.contains(value) ?? false
  }

  func names(setting key: String, _ value: String) -> Bool {
    settings[key]?.contains(meant(key, value)) ?? false
  }
}
