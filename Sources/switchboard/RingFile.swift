import ArgumentParser
import Foundation
import SIPTrace

/// The ring's file as a command reads it, beside a running service or without one.
struct RingFile {
  let path: String

  func ring() throws -> TraceRing {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw Failure.report(sentence(for: error))
    }
    guard let ring = TraceRing(Array(data)) else {
      throw Failure.report(
        "\(path) is no trace of this version: remove it, and the service makes a new one when it starts")
    }
    return ring
  }

  /// How much had been written by now; nil when that cannot be read.
  func written() -> UInt64? {
    guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: TraceRing.beginningOctets)).flatMap { $0 }.flatMap {
      TraceRing.written(in: Array($0))
    }
  }

  private func sentence(for error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileNoSuchFile?, .fileReadNoSuchFile?:
      "there is no trace at \(path) yet: switchboard serve makes it when it starts, if trace.size is not 0"
    case .fileReadNoPermission?:
      "\(path) is for its owner alone: run this as the user that the service runs as"
    default:
      "\(path) cannot be read: \(error.localizedDescription)"
    }
  }
}
