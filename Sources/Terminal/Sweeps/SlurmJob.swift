import Foundation
import Language
import Sessions
import Sweeps

/// A sweep as a job array of Slurm: a task for each point, or for several where there are
/// more points than an array may have tasks.
struct SlurmJob {
  /// Tasks of an array; more are more than Slurm takes where nobody said otherwise (MaxArraySize
  /// is 1001, and tasks count from 0).
  private static let mostTasks = 1000

  let sweep: Sweep
  let folder: SweepFolder
  /// Threads of each run.
  let threads: Int
  /// This program.
  let program: String

  /// Where the script lies.
  var path: String { folder.own("sweep.sbatch") }

  /// The words of `sbatch` before the script: paths stand here, for a line of `#SBATCH` cannot hold
  /// every name.
  var options: [String] {
    ["--parsable", "--chdir=\(FilePath.here)", "--output=\(folder.own("slurm-%A_%a.log"))"]
  }

  /// The script. What a cluster wants besides, such as a partition or a time limit, `sbatch` takes
  /// from its own variables (SBATCH_PARTITION, SBATCH_TIMELIMIT).
  var script: String {
    let count = sweep.points.count
    let tasks = min(count, Self.mostTasks)
    let jobs = sweep.request.jobs.map { "%\($0)" } ?? ""
    let words = [program] + sweep.words(into: folder, threads: threads) + ["--point"]
    return """
      #!/bin/bash
      #SBATCH --job-name=pollard-sweep
      #SBATCH --array=1-\(tasks)\(jobs)
      #SBATCH --ntasks=1
      #SBATCH --cpus-per-task=\(threads)
      # Points that are done, or that another task has, are passed over.
      status=0
      for ((point = SLURM_ARRAY_TASK_ID; point <= \(count); point += \(tasks))); do
        # The claim of a task that was cancelled holds for a minute.
        for attempt in 1 2 3; do
          \(words.map(Self.quoted).joined(separator: " ")) "$point"
          code=$?
          [ "$code" = \(ExitCode.elsewhere) ] || break
          sleep 35
        done
        [ "$code" = 0 ] || [ "$code" = \(ExitCode.elsewhere) ] || status=$code
      done
      exit "$status"

      """
  }

  /// How it is submitted.
  var line: String {
    "sbatch " + (options + [path]).map(Self.quoted).joined(separator: " ")
  }

  /// As the shell reads it back, whatever is in it.
  private static func quoted(_ word: String) -> String {
    "'" + word.replacing("'", with: #"'\''"#) + "'"
  }

  /// Writes the script, has the shell read it without running it, and submits it.
  ///
  /// - Returns: the number of the job.
  func submit() throws -> String {
    try AtomicFile.write(script, to: path)
    let shell = try Self.run("bash", ["-n", path])
    guard shell.code == 0 else {
      throw Diagnostic(.internal, "the script for Slurm is no script: \(shell.text)")
    }
    let answer = try Self.run("sbatch", options + [path])
    guard answer.code == 0 else {
      throw Diagnostic(
        "no-slurm",
        answer.code == 127
          ? "there is no ‘sbatch’ here, which gives jobs to Slurm"
          : "‘sbatch’ ended with \(answer.code)", quote: answer.text.isEmpty ? nil : answer.text,
        hint: "--dry-run shows the script, --engine local runs the points here")
    }
    return String(answer.text.split(separator: ";").first ?? "")
  }

  /// What a program says, and its exit code; 127 where there is none of that name.
  private static func run(_ name: String, _ words: [String]) throws -> (code: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + words
    process.standardInput = FileHandle.nullDevice
    let (pipe, errors) = (Pipe(), Pipe())
    process.standardOutput = pipe
    process.standardError = errors
    try process.run()
    let text = [pipe, errors].map {
      String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).trimmingBlanks
    }
    process.waitUntilExit()
    let code = process.terminationStatus
    return (code, code == 0 ? text[0] : text.joined(separator: " ").trimmingBlanks)
  }
}
