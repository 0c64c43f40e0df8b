import Datasets
import Foundation
import Networks
import Sessions
import Training

/// A workspace as it is written beside a session: numbers as tensors, the rest as one JSON text in
/// the file's metadata.
public struct WorkspaceArchive: Codable, Sendable {
  static let format = 2

  var format = Self.format
  /// The checksum of the session's cells; weights of other cells are not used.
  var cells: String
  var arithmetic: String
  var seed: UInt64
  var parameters: [String: String]
  var settings: [String: String]
  var data: DatasetRequest?
  var batch: Int?
  var dataChecksum: String?
  var networks: [NetworkPart]
  var checkpoints: [CheckpointPart]
  var current: String?
  var optimizer: OptimizerSettings
  var over: Double?
  /// None in files of old, whose networks classify.
  var task: String?
  var logFile: String?
  /// The states that trainings went through; none in files of old.
  var kept: [KeptPart]?
  /// Which of them lie behind which network; none in files of old.
  var histories: [HistoryPart]?

  // Writing

  /// - Parameter folder: where the session lies, from which its files are named; nil for a file
  ///   that stays on the machine, and names where data lie.
  public static func file(
    _ workspace: Workspace, cells: String, in folder: String? = nil
  ) throws -> Safetensors {
    var file = Safetensors()
    var histories = Histories(in: folder)
    for name in workspace.networkNames {
      let entry = workspace.networks[name]!
      histories.add(
        entry.history, behind: TrainingState(entry, in: workspace), of: name, into: &file)
    }
    for name in workspace.checkpoints.keys.sorted() {
      let checkpoint = workspace.checkpoints[name]!
      histories.add(
        checkpoint.history, behind: checkpoint.state, of: CheckpointPart.prefix(name), into: &file)
    }
    let archive = WorkspaceArchive(
      cells: cells, arithmetic: Provenance.arithmetic, seed: workspace.seed,
      parameters: workspace.parameters, settings: portable(workspace.settings, folder),
      data: portable(workspace.data, folder),
      batch: workspace.data?.batch, dataChecksum: workspace.data?.dataset.checksum.description,
      networks: workspace.networkNames.map {
        NetworkPart(workspace.networks[$0]!, as: $0, into: &file)
      },
      checkpoints: workspace.checkpoints.keys.sorted().map {
        CheckpointPart(workspace.checkpoints[$0]!, named: $0, in: folder, into: &file)
      }, current: workspace.current, optimizer: workspace.optimizer, over: workspace.over,
      task: workspace.task.name, logFile: workspace.logFile.map { place(of: $0, in: folder) },
      kept: histories.kept, histories: histories.parts)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    file.metadata["pollard"] = String(decoding: try encoder.encode(archive), as: UTF8.self)
    file.metadata["format"] = "pollard workspace \(Self.format)"
    file.metadata["checksum"] = checksum(file)
    return file
  }

  /// Of the state and of every number, so that a file that was damaged is not taken for a good one.
  static func checksum(_ file: Safetensors) -> String {
    var checksum = Checksum()
    checksum.add(file.metadata["pollard"] ?? "")
    for name in file.names.sorted() { checksum.add(file[name]!, named: name) }
    return checksum.description
  }

  /// The request without folders of the machine, its file as it is named in `folder`.
  static func portable(_ data: LoadedData?, _ folder: String?) -> DatasetRequest? {
    guard var request = data?.request else { return nil }
    request.file = request.file.map { place(of: $0, in: folder) }
    guard folder != nil else { return request }
    request.dataFolder = nil
    request.folder = nil
    return request
  }

  /// The settings with their folders as they are named in `folder`.
  private static func portable(_ settings: [String: String], _ folder: String?) -> [String: String]
  {
    var settings = settings
    for setting in Setting.meters {
      guard let path = settings[setting.key], path != setting.defaultText else { continue }
      settings[setting.key] = place(of: path, in: folder)
    }
    return settings
  }

  /// A file as it is named in `folder`, or from anywhere.
  private static func place(of path: String, in folder: String?) -> String {
    let place = FilePath.real(path) ?? path
    return folder.map { FilePath.relative(place, to: $0) } ?? place
  }
}
