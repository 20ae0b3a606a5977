import Foundation
import Glibc
import Synchronization

/// A program that we did not write, or the service itself, running as a process of its own.
final class Program: Sendable {
  enum Source: Sendable {
    case output, error
  }

  struct Line: Sendable {
    var source: Source
    var text: String
  }

  enum Exit: Sendable, Equatable {
    case code(Int32)
    case signal(Int32)
  }

  let name: String
  let lines = Mailbox<Line>()
  private let process: Process
  private let exits = Mailbox<Exit>()

  /// Starts it.
  ///
  /// - Parameter command: the program, looked for in the path, and its arguments.
  init(_ name: String, _ command: [String], folder: String? = nil, environment: [String: String] = [:]) throws {
    self.name = name
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    // What is meant for these tests is no business of the service's.
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SWITCHBOARD_") }
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    let output = Pipe()
    let error = Pipe()
    process.standardOutput = output
    process.standardError = error
    let endings = DispatchGroup()
    read(output, as: .output, endings)
    read(error, as: .error, endings)
    process.terminationHandler = { [exits, lines] process in
      // What it said last has to be read before its end is told.
      _ = endings.wait(timeout: .now() + 2)
      let status = process.terminationStatus
      exits.post(process.terminationReason == .exit ? .code(status) : .signal(status))
      lines.close()
    }
    try Self.withoutBlockedSignals { try process.run() }
  }

  /// A process takes over the signal mask of the thread that starts it, and Dispatch's threads block every signal.
  private static func withoutBlockedSignals(_ work: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try work()
  }

  var identifier: Int32 { process.processIdentifier }

  /// The octets of memory that it occupies now (VmRSS).
  func residentMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    guard let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) }) else {
      throw TestFailure("the memory of \(name) cannot be read")
    }
    return kibibytes * 1024
  }

  /// What it has said so far.
  func text(_ source: Source) -> String {
    lines.all.filter { $0.source == source }.map(\.text).joined(separator: "\n")
  }

  /// The first line from `start` on that contains `words`; with the place behind it, to look on from there.
  @discardableResult
  func waitForLine(
    containing words: String, from start: Int = 0, within limit: Duration = .seconds(10)
  ) async throws -> (text: String, next: Int) {
    try await waitForLine(containingOneOf: [words], from: start, within: limit)
  }

  /// The first line from `start` on that contains one of `choices`; with the place behind it.
  @discardableResult
  func waitForLine(
    containingOneOf choices: [String], from start: Int = 0, within limit: Duration = .seconds(10)
  ) async throws -> (text: String, next: Int) {
    do {
      let found = try await lines.first(from: start, within: limit) { line in
        choices.contains(where: line.text.contains)
      }
      return (found.element.text, found.next)
    } catch {
      throw TestFailure("\(name) did not say “\(choices.joined(separator: "” or “"))”: \(error)\n\(tail)")
    }
  }

  func waitForExit(within limit: Duration = .seconds(10)) async throws -> Exit {
    do {
      return try await exits.first(within: limit) { _ in true }.element
    } catch {
      throw TestFailure("\(name) did not end: \(error)\n\(tail)")
    }
  }

  func signal(_ number: Int32) {
    guard exits.all.isEmpty else { return }
    kill(identifier, number)
  }

  /// Ends it, kindly at first, and waits until it is gone.
  @discardableResult
  func stop(within limit: Duration = .seconds(5)) async -> Exit? {
    signal(SIGTERM)
    if let exit = try? await waitForExit(within: limit) { return exit }
    signal(SIGKILL)
    return try? await waitForExit(within: limit)
  }

  /// The last lines, for a failure's report.
  var tail: String {
    "— \(name):\n" + lines.all.suffix(25).map { "    \($0.text)" }.joined(separator: "\n")
  }
}

extension Program {
  /// Reads on a thread of its own until the program closes its side. A carriage return ends a line, too.
  private func read(_ pipe: Pipe, as source: Source, _ endings: DispatchGroup) {
    let descriptor = pipe.fileHandleForReading.fileDescriptor
    endings.enter()
    Thread { [lines] in
      var rest: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65536)
      while case let count = Glibc.read(descriptor, &buffer, buffer.count), count > 0 {
        rest += buffer[..<count]
        while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
          let text = String(decoding: rest[..<end], as: UTF8.self)
          if !text.isEmpty { lines.post(Line(source: source, text: text)) }
          rest.removeFirst(end + 1)
        }
      }
      if !rest.isEmpty { lines.post(Line(source: source, text: String(decoding: rest, as: UTF8.self))) }
      _ = pipe
      endings.leave()
    }.start()
  }
}
