import ArgumentParser
import Foundation
import SIPTrace

/// Shows messages as they are written, until somebody ends it.
struct TraceFollower {
  let file: RingFile
  /// Only this call's; nil shows all.
  let call: String?
  let raw: Bool
  let json: Bool

  /// Short enough to follow a conversation, long enough to cost nothing.
  private static let pause = Duration.milliseconds(250)

  func run() async throws {
    let ring = try file.ring()
    var book = TraceBook(ring.entries())
    var position = ring.written
    while true {
      try await Task.sleep(for: Self.pause)
      guard let written = file.written(), written != position else { continue }
      let ring = try file.ring()
      // A smaller count is a new file.
      let entries = ring.entries(since: ring.written < position ? 0 : position)
      position = ring.written
      for entry in entries { book.add(entry) }
      try show(entries, wanted: wanted(in: book))
    }
  }

  /// The Call-IDs of the calls that are meant; nil for all.
  private func wanted(in book: TraceBook) -> Set<String>? {
    guard let call else { return nil }
    return Set(book.calls.filter { $0.matches(call) }.flatMap(\.callIDs))
  }

  private func show(_ entries: [TraceEntry], wanted: Set<String>?) throws {
    for case .message(let message) in entries {
      let step = TracedCall.Step(message)
      if let wanted, !wanted.contains(step.sketch.callID) { continue }
      if json {
        try TraceText.printJSONLine(TraceCallEntry.Message(step, since: message.moment))
      } else {
        Terminal.write(raw ? TraceText.whole(step) : TraceText.line(step))
      }
    }
  }
}
