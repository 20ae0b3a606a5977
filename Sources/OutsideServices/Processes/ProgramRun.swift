import Subprocess
import SystemPackage

/// Runs a program once, without a shell, within a time limit.
struct ProgramRun: Sendable {
  /// How a program ended.
  enum Ending: Sendable, Equatable {
    case succeeded
    /// With this exit status or signal, in words.
    case failed(String)
    /// It was still running when its time was over, and has been killed with all that it had started.
    case outOfTime
    /// There is no such program, or it may not be run.
    case notStarted(String)
  }

  var program: String
  var arguments: [String]
  var timeLimit: Duration
  /// A file that takes what the program says.
  var transcript: String
  /// A file with what it reads; without one there is nothing to read.
  var input = "/dev/null"

  /// Starts it and waits for its end.
  func run() async -> Ending {
    await withTaskGroup(of: Ending?.self) { group in
      group.addTask { await runUntilItEnds() }
      group.addTask {
        // A sleep that is cut short says nothing: the program has ended.
        do { try await Task.sleep(for: timeLimit) } catch { return nil }
        return .outOfTime
      }
      var ending = Ending.outOfTime
      if let first = await group.next() { ending = first ?? .outOfTime }
      group.cancelAll()
      return ending
    }
  }

  private func runUntilItEnds() async -> Ending {
    do {
      let mouth = try FileDescriptor.open(
        FilePath(transcript), .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: .ownerReadWrite)
      defer { try? mouth.close() }
      let ear = try FileDescriptor.open(FilePath(input), .readOnly, options: [.closeOnExec])
      defer { try? ear.close() }
      let result = try await Subprocess.run(
        program.contains("/") ? .path(FilePath(program)) : .name(program), arguments: Arguments(arguments),
        environment: environment, platformOptions: options,
        input: .fileDescriptor(ear, closeAfterSpawningProcess: false),
        output: .fileDescriptor(mouth, closeAfterSpawningProcess: false),
        error: .fileDescriptor(mouth, closeAfterSpawningProcess: false))
      return switch result.terminationStatus {
      case .exited(0): .succeeded
      case .exited(let status): .failed("exit status \(status)")
      case .signaled(let signal): .failed("signal \(signal)")
      }
    } catch let error as SubprocessError {
      return .notStarted(error.code == .executableNotFound ? "not found" : "\(error)")
    } catch {
      return .notStarted("\(error)")
    }
  }

  /// Ours.
  private var environment: Environment { .inherit }

  /// A session of its own, so that what it starts dies with it.
  private var options: PlatformOptions {
    var options = PlatformOptions()
    options.createSession = true
    // What it has written so far is thrown away, so it needs no time to tidy up, and no child can ignore this.
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(200))
    ]
    return options
  }
}
